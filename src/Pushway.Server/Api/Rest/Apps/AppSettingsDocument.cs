using System.ComponentModel;
using System.Text.Json.Serialization;
using Pushway.Core;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;
using Pushway.Core.Shaping;
using Pushway.Server.Api.Rest.Shaping;

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

    [Description("Hours in which nothing is sent to single devices, by the clock of each; absent: none. What comes meanwhile is held until they end.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QuietHoursDocument? QuietHours { get; init; }

    [Description("Messages that a device may get on a day of its own, pushes to everyone apart: 1 to 10000; absent: any number.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? DailyCap { get; init; }

    public static AppSettingsDocument From(PushDefaults defaults) => new()
    {
        Policy = ChannelPolicies.WordOf(defaults.Policy),
        OnAmbiguous = ChannelPolicies.WordOf(defaults.OnAmbiguous),
        ConfirmWithinSeconds = defaults.ConfirmWithinSeconds,
        TimeZone = defaults.TimeZone,
        QuietHours = QuietHoursDocument.Of(defaults.QuietHours),
        DailyCap = defaults.DailyCap,
    };

    /// <summary>What is absent gets its default.</summary>
    public (PushDefaults? Defaults, Mistake? Mistake) Check()
    {
        if (PushRules.CheckChannel(Policy, OnAmbiguous, ConfirmWithinSeconds) is { } refused)
            return (null, new(refused.Code, refused.Detail));
        if (TimeZone is { } zone && LocalTime.FindZone(zone) is null)
            return (null, new(ErrorCodes.TimeZoneInvalid, "timeZone is not a name of the IANA time zone database."));
        var (quiet, mistake) = QuietHoursDocument.Read(QuietHours);
        if (mistake is not null) return (null, mistake);
        if (ShapingRules.Check(quiet, DailyCap) is { } misshaped) return (null, new(misshaped.Code, misshaped.Detail));
        var initial = PushDefaults.Initial;
        return (new PushDefaults(
            ChannelPolicies.Find(Policy) ?? initial.Policy,
            ChannelPolicies.FindOnAmbiguous(OnAmbiguous) ?? initial.OnAmbiguous,
            ConfirmWithinSeconds ?? initial.ConfirmWithinSeconds)
        {
            TimeZone = TimeZone ?? initial.TimeZone,
            QuietHours = quiet,
            DailyCap = DailyCap,
        }, null);
    }

    /// <summary>The code for a member of the wrong type.</summary>
    public static string CodeOf(string path) => path switch
    {
        "policy" => ErrorCodes.PolicyInvalid,
        "onAmbiguous" => ErrorCodes.OnAmbiguousInvalid,
        "confirmWithinSeconds" => ErrorCodes.ConfirmWithinInvalid,
        "timeZone" => ErrorCodes.TimeZoneInvalid,
        "dailyCap" or "quietHours" or "quietHours.from" or "quietHours.until" => ErrorCodes.ShapingInvalid,
        _ => ErrorCodes.MalformedJson,
    };
}
