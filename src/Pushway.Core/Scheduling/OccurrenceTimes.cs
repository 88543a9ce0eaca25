namespace Pushway.Core.Scheduling;

/// <summary>When a cycle occurs: a pure function of the calendar.</summary>
public static class OccurrenceTimes
{
    /// <summary>In ascending order, later than <paramref name="after"/> and not later than <paramref name="last"/>. A month without a day that
    /// is named is passed over.</summary>
    public static List<DateTimeOffset> Of(Cycle cycle, TimeZoneInfo zone, DateTimeOffset after, DateTimeOffset last)
    {
        var found = new List<DateTimeOffset>();
        var first = DateIn(zone, after);
        var end = DateIn(zone, last);
        if (cycle.From is { } from && from > first) first = from;
        if (cycle.Until is { } until && until < end) end = until;
        for (var day = first; day <= end; day = day.AddDays(1))
        {
            if (!IsOn(cycle, day)) continue;
            var at = LocalTime.ToInstant(day, cycle.At, zone);
            // Where clocks leave out a whole day, two days have the same first instant.
            if (at > after && at <= last && (found.Count == 0 || at > found[^1])) found.Add(at);
        }
        return found;
    }

    public static DateOnly DateIn(TimeZoneInfo zone, DateTimeOffset at) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private static bool IsOn(Cycle cycle, DateOnly day) => cycle.Every switch
    {
        CycleUnit.Day => true,
        CycleUnit.Week => cycle.On.Contains(day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek),
        CycleUnit.Month => cycle.On.Contains(day.Day) || (cycle.On.Contains(Cycle.LastDay) && day.AddDays(1).Day == 1),
    };
}
