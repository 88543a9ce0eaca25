using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.Core.Scheduling;

/// <summary>A scheduled push as its caller reads it: the push itself if it starts once, else the parent of one push for each occurrence.</summary>
public sealed record Schedule(
    PushId Id,
    ScheduleState State,
    bool IsPaused,
    AudienceKind Audience,
    string Content,
    DateTimeOffset AcceptedAt,
    Cycle? Cycle,
    DateTimeOffset? NextStart,
    IReadOnlyDictionary<OccurrenceState, long> Counts);

/// <summary>Whether anything is yet to start. The values are stored.</summary>
public enum ScheduleState
{
    Open = 0,
    Done = 1,
    Cancelled = 2,
}

/// <summary>One planned start.</summary>
public sealed record Occurrence(
    PushId Id,
    PushId Schedule,
    DateTimeOffset StartAt,
    OccurrenceState State,
    bool IsPaused,
    bool IsCyclic,
    PushId? Push,
    AudienceKind Audience,
    string Content,
    DateTimeOffset AcceptedAt);

/// <summary>What became of a planned start. The values are stored.</summary>
public enum OccurrenceState
{
    Waiting = 0,
    Started = 1,

    /// <summary>Nothing could start it within the push's validity.</summary>
    Expired = 2,
    Cancelled = 3,
}

/// <summary>A planned start whose time has come and that this owner may start until its lease ends.</summary>
public sealed record ClaimedOccurrence(PushId Id, PushId Schedule, AppKey App, AudienceKind Audience, DateTimeOffset StartAt, DateTimeOffset OverAt);

/// <summary>What starting led to: <paramref name="Push"/> runs, or null: its time was over. A broadcast comes with its number.</summary>
public sealed record StartedOccurrence(PushId? Push, Dispatching.Broadcast? Broadcast);

/// <summary>Which occurrences to list: those that start from <paramref name="From"/> to before <paramref name="Until"/>, of one schedule if named.</summary>
public sealed record OccurrenceQuery(DateTimeOffset? From, DateTimeOffset? Until, PushId? Schedule, OccurrenceState? State);

/// <summary>A page of occurrences; <paramref name="Next"/> continues, null ends.</summary>
public sealed record OccurrencePage(IReadOnlyList<Occurrence> Items, string? Next);

/// <summary>The answers to a cancellation.</summary>
public enum CancelOutcome
{
    /// <summary>It does not start, now or already before.</summary>
    Done,
    NotFound,

    /// <summary>It has started, or its time was over.</summary>
    Ended,
}
