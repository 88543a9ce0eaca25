using Pushway.Core.Scheduling;

namespace Pushway.Core.Shaping;

/// <summary>Until when a message is held, and why: words for the trace.</summary>
public readonly record struct Hold(DateTimeOffset Until, string Reasons);

/// <summary>Works out until when messages are held: a pure function of shape, time zone and time.</summary>
public static class Holding
{
    /// <summary>The owner of a held delivery: neither the own connection nor a vendor looks at it.</summary>
    public const string Owner = "held";

    public const string LocalTimeWord = "local_time";
    public const string SpreadWord = "spread";
    public const string QuietHoursWord = "quiet_hours";

    /// <summary>Null if it goes at once. Targets are spread evenly by their number in the call.</summary>
    public static Hold? Of(Shape shape, TimeZoneInfo zone, int target, DateTimeOffset now)
    {
        var (until, reasons) = (now, "");
        if (shape.LocalTime is { } time) Move(Next(time, zone, until), LocalTimeWord);
        if (shape.SpreadMinutes is { } minutes) Move(until + (TimeSpan.FromMinutes(minutes) * Fraction(target)), SpreadWord);
        if (shape.QuietHours is { } quiet && EndOfQuiet(quiet, zone, until) is { } end) Move(end, QuietHoursWord);
        return until > now ? new Hold(until, reasons) : null;

        void Move(DateTimeOffset to, string word)
        {
            if (to > until) reasons = reasons.Length == 0 ? word : $"{reasons}, {word}";
            until = to;
        }
    }

    /// <summary>Null if it is not quiet then.</summary>
    public static DateTimeOffset? EndOfQuiet(QuietHours quiet, TimeZoneInfo zone, DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        var (day, time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        var isOverMidnight = quiet.From > quiet.Until;
        var isQuiet = isOverMidnight
            ? time >= quiet.From || time < quiet.Until
            : time >= quiet.From && time < quiet.Until;
        if (!isQuiet) return null;
        var end = LocalTime.ToInstant(isOverMidnight && time >= quiet.From ? day.AddDays(1) : day, quiet.Until, zone);
        // Where clocks are put back over the end, it is quiet a second time.
        return end > at ? end : at.AddMinutes(1);
    }

    private static DateTimeOffset Next(TimeOnly time, TimeZoneInfo zone, DateTimeOffset now)
    {
        var day = OccurrenceTimes.DateIn(zone, now);
        var today = LocalTime.ToInstant(day, time, zone);
        return today >= now ? today : LocalTime.ToInstant(day.AddDays(1), time, zone);
    }

    /// <summary>From 0 to below 1, as evenly as may be however many targets there are.</summary>
    private static double Fraction(int target) => unchecked((uint)target * 2_654_435_769u) / 4_294_967_296d;
}
