using Pushway.Core.Audiences;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;
using Pushway.Storage.Pushes;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;

namespace Pushway.Storage.Scheduling;

/// <summary>Starting: the push itself, or a new one for this occurrence, in the transaction that notes that it has started.</summary>
internal sealed partial class ScheduleStore
{
    public Task<StartedOccurrence?> StartAsync(
        ClaimedOccurrence occurrence, string owner, DateTimeOffset now, CancellationToken cancellation) =>
        database.WriteAsync<StartedOccurrence?>(
            async session =>
            {
                var isBroadcast = occurrence.Audience == AudienceKind.Everyone;
                if (isBroadcast) await BroadcastNumbers.LockAsync(session);
                if (await HoldPushAsync(session, occurrence.App, occurrence.Schedule) is not { } push) return null;
                var held = await HoldOccurrenceAsync(session, occurrence.Schedule, occurrence.Id);
                if (held is not { State: OccurrenceState.Waiting } || held.LeaseOwner != owner) return null;
                var isOver = occurrence.OverAt <= now;
                // Paused, it is looked at only when its time is over.
                if (!isOver && push.State != PushState.Scheduled) return null;
                var started = isOver ? await EndAsync(session, occurrence, push) : await StartAsync(session, occurrence, push, now);
                var state = isOver ? OccurrenceState.Expired : OccurrenceState.Started;
                await FinishAsync(session, occurrence.Id, state, started.Push, now);
                await CloseIfLastAsync(session, occurrence.Schedule, push.Cycle is not null);
                return started;
            },
            cancellation);

    private static async ValueTask<StartedOccurrence> EndAsync(Session session, ClaimedOccurrence occurrence, HeldPush push)
    {
        if (push.Cycle is null) await session.ExecuteAsync(ScheduleStatements.End, ("push_id", occurrence.Schedule.Value));
        return new StartedOccurrence(null, null);
    }

    private async ValueTask<StartedOccurrence> StartAsync(
        Session session, ClaimedOccurrence occurrence, HeldPush push, DateTimeOffset now)
    {
        var isBroadcast = occurrence.Audience == AudienceKind.Everyone;
        var number = isBroadcast ? await BroadcastNumbers.NextAsync(session, occurrence.App) : (long?)null;
        var id = (await session.NextIdsAsync(1))[0];
        var filter = push.Filter is { } stored ? EveryoneFilter.Parse(stored).AcceptedAt(now) : null;
        (string, object?)[] start =
        [
            ("push_id", occurrence.Schedule.Value), ("number", number), ("unresolved", !isBroadcast && push.Tags is null), ("filter", filter?.ToJson()),
        ];
        if (push.Cycle is null) await session.ExecuteAsync(ScheduleStatements.StartOnce, [.. start, ("started_id", id)]);
        else await CopyAsync(session, occurrence, push, id, start, now);
        var running = push.Cycle is null ? occurrence.Schedule : new PushId(id);
        if (push.Tags is { } tags) await _walks.BeginAsync(session, occurrence.App, tags, running, now.Ms());
        if (number is not { } given) return new StartedOccurrence(running, null);
        await _vendors.BeginAsync(session, running, push.Policy, push.ConfirmWithin, now);
        return new StartedOccurrence(
            running,
            new Broadcast(occurrence.App, given, running, push.Content, occurrence.OverAt)
            {
                Filter = filter,
                Policy = push.Policy,
                Key = push.Key,
            });
    }

    private static async ValueTask CopyAsync(
        Session session, ClaimedOccurrence occurrence, HeldPush push, long child, (string, object?)[] start, DateTimeOffset now)
    {
        (string, object?)[] times = [("child", child), ("now", now.Ms()), ("expires_at", occurrence.OverAt.Ms())];
        await session.ExecuteAsync(ScheduleStatements.CopyPush, [.. start, .. times, ("start_at", occurrence.StartAt.Ms())]);
        session.Counting.Add(
            new MessageCount(occurrence.App.Value, child, new CountedAs(profile: 0, occurrence.Audience, push.IsTask)), Metric.Pushes, now.Ms(),
            channel: null);
        await session.ExecuteAsync(
            ScheduleStatements.CopyTargets,
            [
                .. times, ("push_id", occurrence.Schedule.Value), ("app", occurrence.App.Value),
                ("kind", (int)occurrence.Audience),
            ]);
        (string, object?)[] from = [("child", child), ("push_id", occurrence.Schedule.Value)];
        await session.ExecuteAsync(ScheduleStatements.CopyContents, from);
        await session.ExecuteAsync(ScheduleStatements.CopyTask, [.. from, ("now", now.Ms())]);
    }
}
