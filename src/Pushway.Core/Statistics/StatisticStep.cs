namespace Pushway.Core.Statistics;

/// <summary>How much time one figure covers, in UTC. The values are stored.</summary>
public enum StatisticStep
{
    Minute = 0,
    Hour = 1,
    Day = 2,

    /// <summary>Seven days, from a Thursday on: what sums over many days are read from.</summary>
    Week = 3,
}

/// <summary>The lengths of steps.</summary>
public static class StatisticSteps
{
    public static TimeSpan Length(this StatisticStep step) => step switch
    {
        StatisticStep.Minute => TimeSpan.FromMinutes(1),
        StatisticStep.Hour => TimeSpan.FromHours(1),
        StatisticStep.Day => TimeSpan.FromDays(1),
        StatisticStep.Week => TimeSpan.FromDays(7),
    };

    /// <summary>The step that the time is in.</summary>
    public static DateTimeOffset Floor(this StatisticStep step, DateTimeOffset time)
    {
        var length = (long)step.Length().TotalMilliseconds;
        var ms = time.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(ms - (((ms % length) + length) % length));
    }

    /// <summary>The first step that begins at the time or after it.</summary>
    public static DateTimeOffset Ceiling(this StatisticStep step, DateTimeOffset time)
    {
        var floor = step.Floor(time);
        return floor == time ? floor : floor + step.Length();
    }
}
