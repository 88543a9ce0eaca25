using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Pushway.Core.Retention;

/// <summary>How long the past is kept.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Days that a push, its deliveries, confirmations, events and traces are kept after its validity has ended. Default 30; at least 7, the
    /// validity of a recall.</summary>
    [Range(7, 3_650)] public int PushDays { get; set; } = 30;
}

[OptionsValidator]
public sealed partial class RetentionOptionsValidator : IValidateOptions<RetentionOptions>;
