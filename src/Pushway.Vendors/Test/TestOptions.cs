using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Pushway.Vendors.Test;

/// <summary>The channel for users' own tests, and for ours.</summary>
public sealed class TestOptions : IValidatableObject
{
    public const string Section = "Channels:Test";

    /// <summary>Where batches are POSTed; a loopback address only. Absent: the channel is off.</summary>
    public string? Url { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Url)) yield break;
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || !url.IsLoopback)
            yield return new ValidationResult("The test channel goes to http on this machine only.", [nameof(Url)]);
    }
}

[OptionsValidator]
internal sealed partial class TestOptionsValidator : IValidateOptions<TestOptions>;
