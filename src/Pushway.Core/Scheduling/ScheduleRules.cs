using Pushway.Core.Pushes;

namespace Pushway.Core.Scheduling;

/// <summary>What a plan must satisfy, and when it leads to starts.</summary>
public static class ScheduleRules
{
    /// <summary>Neither if the push goes at once.</summary>
    public static (PlannedStarts? Starts, PushReply.Refused? Refused) Plan(
        PushRequest request, string appZone, TimeSpan validity, SchedulingOptions options, DateTimeOffset now)
    {
        var last = now.AddDays(options.MaxDaysAhead);
        switch (request.StartAt, request.Cycle)
        {
            case (null, null):
                return default;
            case ({ } startAt, null):
                if (startAt <= now) return (null, new(ErrorCodes.ScheduleInPast, "startAt is not in the future."));
                if (startAt > last) return (null, TooFar("startAt", options));
                return (new([startAt.ToUniversalTime()], null, validity), null);
            case (null, { } cycle):
                return Plan(cycle with { TimeZone = cycle.TimeZone ?? appZone }, validity, options, now, last);
            default:
                return (null, new(ErrorCodes.ScheduleInvalid, "A push has startAt or schedule, not both."));
        }
    }

    private static (PlannedStarts?, PushReply.Refused?) Plan(
        Cycle cycle, TimeSpan validity, SchedulingOptions options, DateTimeOffset now, DateTimeOffset last)
    {
        if (LocalTime.FindZone(cycle.TimeZone!) is not { } zone)
            return (null, new(ErrorCodes.TimeZoneInvalid, "schedule.timeZone is not a name of the IANA time zone database."));
        if (CheckDays(cycle) is { } refused) return (null, refused);
        if (cycle.Until < cycle.From) return (null, new(ErrorCodes.ScheduleInvalid, "schedule.until is before schedule.from."));
        if (cycle.Until < OccurrenceTimes.DateIn(zone, now)) return (null, new(ErrorCodes.ScheduleInPast, "schedule.until is over."));
        var end = OccurrenceTimes.DateIn(zone, last);
        if (cycle.Until > end || cycle.From > end) return (null, TooFar("The schedule", options));
        var times = OccurrenceTimes.Of(cycle, zone, now, last);
        return times.Count == 0
            ? (null, new(ErrorCodes.ScheduleEmpty, "The schedule never occurs."))
            : (new(times, cycle, validity), null);
    }

    private static PushReply.Refused? CheckDays(Cycle cycle)
    {
        var days = cycle.On;
        if (days.Distinct().Count() != days.Count) return new(ErrorCodes.ScheduleInvalid, "schedule.on names a day twice.");
        return cycle.Every switch
        {
            CycleUnit.Day when days.Count > 0 => new(ErrorCodes.ScheduleInvalid, "schedule.on has no meaning for every day."),
            CycleUnit.Week when days.Count == 0 || days.Any(static day => day is < 1 or > 7) =>
                new(ErrorCodes.ScheduleInvalid, "schedule.on must name days of the week: 1 (Monday) to 7 (Sunday)."),
            CycleUnit.Month when days.Count == 0 || days.Any(static day => day is (< 1 or > 31) and not Cycle.LastDay) =>
                new(ErrorCodes.ScheduleInvalid, "schedule.on must name days of the month: 1 to 31, or -1 for the last."),
            _ => null,
        };
    }

    private static PushReply.Refused TooFar(string what, SchedulingOptions options) =>
        new(ErrorCodes.ScheduleTooFar, $"{what} reaches further ahead than {options.MaxDaysAhead} days.");
}
