using System.ComponentModel;
using Pushway.Core.Apps;

namespace Pushway.Server.Api.Rest.Callbacks;

/// <summary>Where an app's receipts go.</summary>
internal sealed record CallbackDocument
{
    [Description("Absolute http or https URL, at most 2048 characters, without user and password.")]
    public string? Url { get; init; }

    [Description(
        "The events wanted: accepted_by_vendor, delivered, expired, revoked, rejected, device_gone, displayed, opened, dismissed, "
        + "blocked_by_settings, token_dead, bound, unbound. Absent: all.")]
    public IReadOnlyList<string?>? Events { get; init; }

    [Description("Default true. While it is false receipts are kept and tried again later.")]
    public bool? Enabled { get; init; }

    public static CallbackDocument From(CallbackSettings settings) =>
        new() { Url = settings.Url, Events = settings.Events, Enabled = settings.Enabled };
}
