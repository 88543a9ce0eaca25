using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;
using Pushway.Storage.Sql;
using Pushway.Storage.Tags;
using Pushway.Storage.Vendors;

namespace Pushway.Storage.Scheduling;

/// <summary>Planned starts: claiming, giving back, cancelling.</summary>
internal sealed partial class ScheduleStore(Database database, VendorOrder vendors) : IScheduleStore
{
    private readonly ScheduleStatements _statements = new(database.Dialect);
    private readonly BroadcastsToVendors _vendors = new(database.Dialect, vendors);
    private readonly TagWalks _walks = new(database.Dialect);

    public Task<ClaimedOccurrence?> ClaimAsync(
        string owner, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation) =>
        database.WriteAsync(
            session => session.FirstAsync(
                _statements.Claim,
                static row => new ClaimedOccurrence(
                    new PushId(row.GetInt64(0)), new PushId(row.GetInt64(1)), new AppKey(row.GetInt32(2)),
                    (AudienceKind)row.GetInt32(5), row.Time(3), row.Time(3).AddMilliseconds(row.GetInt64(4))),
                ("now", now.Ms()), ("owner", owner), ("lease_until", leaseUntil.Ms())),
            cancellation);

    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellation) =>
        await database.ReadAsync(
            session => session.FirstAsync(ScheduleStatements.NextDue, static row => row.TimeOrNull(0)), cancellation);

    public Task DeferAsync(
        ClaimedOccurrence occurrence, string owner, DateTimeOffset until, CancellationToken cancellation) =>
        database.WriteAsync(
            session => session.ExecuteAsync(
                ScheduleStatements.Defer, ("due_at", until.Ms()), ("occurrence_id", occurrence.Id.Value), ("owner", owner)),
            cancellation);

    public Task<CancelOutcome> CancelAsync(
        AppKey app, PushId schedule, PushId occurrence, DateTimeOffset now, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                if (await HoldPushAsync(session, app, schedule) is not { } push) return CancelOutcome.NotFound;
                var held = await HoldOccurrenceAsync(session, schedule, occurrence);
                if (held is null) return CancelOutcome.NotFound;
                if (held.State == OccurrenceState.Cancelled) return CancelOutcome.Done;
                if (held.State != OccurrenceState.Waiting) return CancelOutcome.Ended;
                await FinishAsync(session, occurrence, OccurrenceState.Cancelled, started: null, now);
                await CloseIfLastAsync(session, schedule, push.Cycle is not null);
                return CancelOutcome.Done;
            },
            cancellation);

    private async ValueTask<HeldPush?> HoldPushAsync(Session session, AppKey app, PushId push) =>
        await session.FirstAsync(
            _statements.HoldPush,
            static row => new HeldPush(
                (PushState)row.GetInt32(0), row.GetString(1), row.TextOrNull(2), row.TextOrNull(3), (ChannelPolicy)row.GetInt32(4), row.GetInt32(5),
                row.GetBoolean(6), row.TextOrNull(7), row.TextOrNull(8)),
            ("push_id", push.Value), ("app", app.Value));

    private async ValueTask<HeldOccurrence?> HoldOccurrenceAsync(Session session, PushId schedule, PushId occurrence) =>
        await session.FirstAsync(
            _statements.HoldOccurrence,
            static row => new HeldOccurrence((OccurrenceState)row.GetInt32(0), row.TextOrNull(1)),
            ("occurrence_id", occurrence.Value), ("push_id", schedule.Value));

    private static ValueTask<int> FinishAsync(
        Session session, PushId occurrence, OccurrenceState state, PushId? started, DateTimeOffset now) =>
        session.ExecuteAsync(
            ScheduleStatements.Finish, ("state", (int)state), ("push_id", started?.Value), ("now", now.Ms()),
            ("occurrence_id", occurrence.Value));

    /// <summary>A parent is done when no occurrence of it is to come.</summary>
    private static async ValueTask CloseIfLastAsync(Session session, PushId schedule, bool isCyclic)
    {
        (string, object?) key = ("push_id", schedule.Value);
        if (await session.ExistsAsync(ScheduleStatements.AnyWaiting, key)) return;
        await session.ExecuteAsync(ScheduleStatements.Close, ("state", (int)ScheduleState.Done), key);
        if (!isCyclic) return;
        await session.ExecuteAsync(ScheduleStatements.End, key);
        await session.ExecuteAsync(ScheduleStatements.DeleteTargets, key);
        await session.ExecuteAsync(ScheduleStatements.DeleteContents, key);
    }

    /// <summary>The push of a schedule, its row locked until the transaction ends.</summary>
    private sealed record HeldPush(
        PushState State, string Content, string? Filter, string? Cycle, ChannelPolicy Policy, int ConfirmWithin, bool IsTask,
        string? Tags, string? Key);

    /// <summary>A planned start whose row is locked until the transaction ends.</summary>
    private sealed record HeldOccurrence(OccurrenceState State, string? LeaseOwner);
}
