namespace Pushway.Core.Tracing;

/// <summary>That a message was recalled, and what its device made of it at <paramref name="FinishedAt"/>.</summary>
public sealed record PastRecall(DateTimeOffset At, RecallState State, DateTimeOffset? FinishedAt);

/// <summary>How far taking a message back on a device is. The values but the first are stored.</summary>
public enum RecallState
{
    /// <summary>The device has not had it, so there is nothing to take back.</summary>
    NotNeeded = -1,
    Waiting = 0,
    Confirmed = 1,

    /// <summary>The device refused, or did not come in time.</summary>
    Ended = 2,
}
