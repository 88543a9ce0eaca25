using Microsoft.Extensions.Logging;
using Pushway.Core.Audiences;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Tags;
using Pushway.Core.Vendors;

namespace Pushway.Core.Scheduling;

/// <summary>Starts what was planned when its time has come; from then on it goes the way of every push. What was missed starts late, once, as long
/// as it is valid.</summary>
public sealed class ScheduleWorker(
    IScheduleStore store,
    OpenBroadcasts broadcasts,
    Dispatcher dispatcher,
    PushWorker worker,
    BroadcastWalker walker,
    TagWalker tags,
    NodeIdentity node,
    ScheduleMetrics metrics,
    TimeProvider time,
    ILogger<ScheduleWorker> logger) : ClaimingLoop(time)
{
    /// <summary>How often a broadcast is tried again for which the app has too many open ones.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private DateTimeOffset? _next;

    protected override TimeSpan Idle
    {
        get
        {
            if (_next is not { } next) return base.Idle;
            var left = next - Time.GetUtcNow();
            return left < TimeSpan.Zero ? TimeSpan.Zero : left < base.Idle ? left : base.Idle;
        }
    }

    /// <summary>Takes and starts one occurrence; false if none is due.</summary>
    public override async Task<bool> RunOnceAsync(CancellationToken cancellation)
    {
        var now = Time.GetUtcNow();
        if (await store.ClaimAsync(node.Incarnation, now, now + Lease, cancellation) is not { } claimed)
        {
            _next = await store.NextDueAsync(cancellation);
            return false;
        }
        CrashPoints.Pass(CrashPoints.OccurrenceClaimed);
        if (claimed.Audience == AudienceKind.Everyone && claimed.OverAt > now
            && broadcasts.Count(claimed.App) >= OpenBroadcasts.MaxPerApp)
        {
            await store.DeferAsync(claimed, node.Incarnation, now + Patience, cancellation);
            ScheduleLog.Deferred(logger, claimed.Id.Value);
            return true;
        }
        if (await store.StartAsync(claimed, node.Incarnation, now, cancellation) is { } started)
            await HandOnAsync(claimed, started, now);
        return true;
    }

    protected override void LogFailure(Exception exception) => ScheduleLog.Failed(logger, exception);

    private async Task HandOnAsync(ClaimedOccurrence claimed, StartedOccurrence started, DateTimeOffset now)
    {
        CrashPoints.Pass(CrashPoints.OccurrenceStarted);
        if (started.Push is not { } push)
        {
            metrics.Expired();
            ScheduleLog.Expired(logger, claimed.Id.Value, claimed.Schedule.Value);
            return;
        }
        metrics.Started(now - claimed.StartAt);
        ScheduleLog.Started(logger, push.Value, claimed.Schedule.Value);
        if (started.Broadcast is { } broadcast)
        {
            await dispatcher.DispatchAsync(broadcast, CancellationToken.None);
            walker.Wake();
        }
        else if (claimed.Audience == AudienceKind.Tags)
        {
            tags.Wake();
        }
        else
        {
            worker.Wake();
        }
    }
}
