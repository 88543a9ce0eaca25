using System.ComponentModel;
using System.Globalization;
using Pushway.Core;
using Pushway.Core.Shaping;

namespace Pushway.Server.Api.Rest.Shaping;

/// <summary>When the messages of a push are to go out.</summary>
internal sealed record ShapingDocument
{
    [Description(
        "Hold each message until the clock of its device shows this time, HH:mm or HH:mm:ss; default validity then two days, and 25 hours at least. "
        + "Not for everyone.")]
    public string? LocalTime { get; init; }

    [Description("Spread the messages evenly over so many minutes: 1 to 1440. Not for everyone.")]
    public int? SpreadMinutes { get; init; }

    [Description("true: send in the app's quiet hours too.")]
    public bool? IgnoreQuietHours { get; init; }

    [Description("true: the app's daily cap neither stops nor counts this push.")]
    public bool? IgnoreDailyCap { get; init; }

    /// <summary>Neither if there is none.</summary>
    public static (ShapingRequest? Shaping, Mistake? Mistake) Read(ShapingDocument? document)
    {
        if (document is null) return default;
        var time = ReadTime(document.LocalTime);
        return (document.LocalTime, time) is (not null, null)
            ? (null, new(ErrorCodes.ShapingInvalid, "'shaping.localTime' must be a time of the day, HH:mm or HH:mm:ss."))
            : (new ShapingRequest(time, document.SpreadMinutes, document.IgnoreQuietHours ?? false, document.IgnoreDailyCap ?? false), null);
    }

    /// <summary>Null if it is none.</summary>
    public static TimeOnly? ReadTime(string? text) =>
        TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
