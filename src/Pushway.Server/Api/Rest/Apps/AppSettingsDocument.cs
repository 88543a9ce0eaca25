using System.ComponentModel;
using Pushway.Core;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;

namespace Pushway.Server.Api.Rest.Apps;

/// <summary>What an app's pushes do that say nothing else.</summary>
internal sealed record AppSettingsDocument
{
    [Description("Which way a push takes: auto (default), own-first, own-only, vendor-only.")]
    public string? Policy { get; init; }

    [Description("When nobody knows whether a vendor has a message: repeat (default) or skip.")]
    public string? OnAmbiguous { get; init; }

    [Description("How long own-first gives the own connection, in seconds: 1 to 3600; default 10.")]
    public int? ConfirmWithinSeconds { get; init; }

    [Description("The time zone in which pushes are scheduled that name none; a name of the IANA database. Default UTC.")]
    public string? TimeZone { get; init; }

    public static AppSettingsDocument From(PushDefaults defaults) => new()
    {
        Policy = ChannelPolicies.WordOf(defaults.Policy),
        OnAmbiguous = ChannelPolicies.WordOf(defaults.OnAmbiguous),
        ConfirmWithinSeconds = defaults.ConfirmWithinSeconds,
        TimeZone = defaults.TimeZone,
    };

    /// <summary>What is absent gets its default.</summary>
    public (PushDefaults? Defaults, Mistake? Mistake) Check()
    {
        if (PushRules.CheckChannel(Policy, OnAmbiguous, ConfirmWithinSeconds) is { } refused)
            return (null, new(refused.Code, refused.Detail));
        if (TimeZone is { } zone && LocalTime.FindZone(zone) is null)
            return (null, new(ErrorCodes.TimeZoneInvalid, "timeZone is not a name of the IANA time zone database."));
        var initial = PushDefaults.Initial;
        return (new PushDefaults(
            ChannelPolicies.Find(Policy) ?? initial.Policy,
            ChannelPolicies.FindOnAmbiguous(OnAmbiguous) ?? initial.OnAmbiguous,
            ConfirmWithinSeconds ?? initial.ConfirmWithinSeconds)
        {
            TimeZone = TimeZone ?? initial.TimeZone,
        }, null);
    }

    /// <summary>The code for a member of the wrong type.</summary>
    public static string CodeOf(string path) => path switch
    {
        "policy" => ErrorCodes.PolicyInvalid,
        "onAmbiguous" => ErrorCodes.OnAmbiguousInvalid,
        "confirmWithinSeconds" => ErrorCodes.ConfirmWithinInvalid,
        "timeZone" => ErrorCodes.TimeZoneInvalid,
        _ => ErrorCodes.MalformedJson,
    };
}
