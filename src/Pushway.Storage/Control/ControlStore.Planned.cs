using Pushway.Core.Apps;
using Pushway.Core.Control;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;
using Pushway.Storage.Scheduling;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Control;

/// <summary>Pausing and cancelling what has yet to start.</summary>
internal sealed partial class ControlStore
{
    public Task<ControlOutcome> CancelAsync(AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                if (await HoldAsync(session, app, id) is not { } push) return new ControlOutcome(ControlStatus.NotFound, default);
                if (!await session.ExistsAsync(ScheduleStatements.AnyWaiting, ("push_id", id.Value)))
                    return new ControlOutcome(ControlStatus.Ended, push.Audience);
                await session.ExecuteAsync(RecallStatements.Flip, ("push_id", id.Value));
                await CancelPlannedAsync(session, id, now);
                return new ControlOutcome(ControlStatus.Done, push.Audience);
            },
            cancellation);

    /// <summary>What is paused does not start; what is resumed does when its time comes, or at once if it has come meanwhile.</summary>
    private static async ValueTask<ControlOutcome> MovePlannedAsync(
        Session session, PushId id, HeldPush push, PushState to, DateTimeOffset now)
    {
        if (push.ExpiresAt <= now) return new ControlOutcome(ControlStatus.Ended, push.Audience);
        var state = to == PushState.Paused ? PushState.Paused : PushState.Scheduled;
        if (push.State != state)
        {
            await session.ExecuteAsync(SetState, ("state", (int)state), ("push_id", id.Value));
            await session.ExecuteAsync(
                state == PushState.Paused ? ScheduleStatements.Hold : ScheduleStatements.Release, ("push_id", id.Value));
        }
        return new ControlOutcome(ControlStatus.Done, push.Audience);
    }

    private static async ValueTask CancelPlannedAsync(Session session, PushId id, DateTimeOffset now)
    {
        (string, object?) key = ("push_id", id.Value);
        await session.ExecuteAsync(ScheduleStatements.CancelAll, key, ("now", now.Ms()));
        await session.ExecuteAsync(ScheduleStatements.Close, ("state", (int)ScheduleState.Cancelled), key);
        await session.ExecuteAsync(ScheduleStatements.DeleteTargets, key);
    }
}
