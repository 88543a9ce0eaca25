namespace Pushway.Core.Receipts;

/// <summary>When to try again: exponential, capped, with up to 20 % taken off at random so that repeats spread out.</summary>
public sealed class RetrySchedule(TimeSpan first, TimeSpan cap, TimeSpan giveUpAfter)
{
    private const double Jitter = 0.2;

    /// <summary>True when a thing created then has been tried long enough.</summary>
    public bool IsOver(DateTimeOffset createdAt, DateTimeOffset now) => now - createdAt >= giveUpAfter;

    /// <summary>Null when a thing created at <paramref name="createdAt"/> has been tried long enough.</summary>
    public DateTimeOffset? Next(DateTimeOffset createdAt, int attempts, DateTimeOffset now)
    {
        if (IsOver(createdAt, now)) return null;
        var doublings = Math.Clamp(attempts - 1, 0, 30);
        var pause = TimeSpan.FromTicks(Math.Min(cap.Ticks, first.Ticks << Math.Min(doublings, 20)));
        return now + pause * (1 - Jitter * Random.Shared.NextDouble());
    }
}
