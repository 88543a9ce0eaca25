namespace Pushway.Core.Statistics;

/// <summary>How much time one figure covers, in UTC. The values are stored.</summary>
public enum StatisticStep
{
    Minute = 0,
    Hour = 1,
    Day = 2,
}

/// <summary>The lengths of steps.</summary>
public static class StatisticSteps
{
    public static TimeSpan Length(this StatisticStep step) => step switch
    {
        StatisticStep.Minute => TimeSpan.FromMinutes(1),
        StatisticStep.Hour => TimeSpan.FromHours(1),
        StatisticStep.Day => TimeSpan.FromDays(1),
    };

    /// <summary>The step that the time is in.</summary>
    public static DateTimeOffset Floor(this StatisticStep step, DateTimeOffset time)
    {
        var length = (long)step.Length().TotalMilliseconds;
        var ms = time.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(ms - (((ms % length) + length) % length));
    }
}
