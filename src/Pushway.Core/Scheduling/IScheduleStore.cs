using Pushway.Core.Apps;
using Pushway.Core.Pushes;

namespace Pushway.Core.Scheduling;

/// <summary>Planned starts of pushes; acceptance writes them.</summary>
public interface IScheduleStore
{
    /// <summary>Takes the planned start that is due longest; null if none is.</summary>
    Task<ClaimedOccurrence?> ClaimAsync(string owner, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation);

    /// <summary>When the next start is due, or a lease ends; null if nothing is planned.</summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellation);

    /// <summary>Starts the push, or makes the one of this occurrence, or ends it if its time is over. Null, and nothing done, if the lease was lost:
    /// somebody else has started it, or it was cancelled or paused.</summary>
    Task<StartedOccurrence?> StartAsync(
        ClaimedOccurrence occurrence, string owner, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Gives a claimed start back until later.</summary>
    Task DeferAsync(ClaimedOccurrence occurrence, string owner, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>By the time they start.</summary>
    Task<OccurrencePage> ListAsync(AppKey app, OccurrenceQuery query, string? cursor, int limit, CancellationToken cancellation);

    Task<Schedule?> FindAsync(AppKey app, PushId id, CancellationToken cancellation);

    /// <summary>Cancels one occurrence of a cycle; the others go on.</summary>
    Task<CancelOutcome> CancelAsync(
        AppKey app, PushId schedule, PushId occurrence, DateTimeOffset now, CancellationToken cancellation);
}
