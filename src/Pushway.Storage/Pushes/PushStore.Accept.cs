using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;
using Pushway.Storage.Vendors;

namespace Pushway.Storage.Pushes;

/// <summary>Acceptance: keys, the push, its targets and deliveries in one transaction.</summary>
internal sealed partial class PushStore
{
    private const string InsertPush = """
        INSERT INTO pushes (push_id, app, audience, state, unresolved, accepted_at, expires_at, content, policy,
            collapse_key, priority, broadcast_number, vendor_content, on_ambiguous, confirm_within,
            personal, audience_filter, recall_on_unbind, is_task, audience_tags)
        VALUES (@push_id, @app, @audience, @state, @unresolved, @accepted_at, @expires_at, @content, @policy,
            @collapse_key, @priority, @broadcast_number, @vendor_content, @on_ambiguous, @confirm_within,
            @personal, @audience_filter, @recall_on_unbind, @is_task, @audience_tags)
        """;
    private const string NextBroadcast =
        "UPDATE apps SET broadcast_number = broadcast_number + 1 WHERE app = @app RETURNING broadcast_number";

    public Task<AcceptOutcome> AcceptAsync(NewPush push, CancellationToken cancellation) =>
        _database.WriteAsync(session => AcceptAsync(session, push), cancellation);

    private async ValueTask<AcceptOutcome> AcceptAsync(Session session, NewPush push)
    {
        if (await CallKeys.FindAsync(session, push) is { } answer) return answer;
        var sorting = TargetSorting.Of(push.Audience.Targets, push.Own);
        var known = await _messageKeys.FindAsync(session, push, sorting.Keyed);
        var conflicts = known.Where(key => !key.SameContent).Select(key => key.Target).ToList();
        if (conflicts.Count > 0) return new AcceptOutcome.MsgKeyConflict(conflicts);
        var duplicates = known.ConvertAll(key => key.Target);
        var fresh = sorting.Without(duplicates);
        if (duplicates.Count > 0 && fresh.Targets.Count == 0)
        {
            await CallKeys.RememberAsync(session, push, duplicates[0].Push);
            return new AcceptOutcome.Repeated(duplicates[0].Push, duplicates);
        }
        return await StoreAsync(session, push, fresh, duplicates);
    }

    private async ValueTask<AcceptOutcome> StoreAsync(
        Session session, NewPush push, TargetSorting fresh, List<DuplicateTarget> duplicates)
    {
        var number = push.Audience.Kind == AudienceKind.Everyone ? await NumberAsync(session, push) : (long?)null;
        var id = new PushId((await session.NextIdsAsync(1))[0]);
        if (push.Audience.Tags is not null && await BeginWalkAsync(session, push, id) is { } missing)
            return new AcceptOutcome.TagNotFound(missing);
        var head = new PushHead(id, push.App, push.Audience.Kind, push.Policy, push.ExpiresAt.Ms(), push.CollapseKey,
            push.ConfirmWithinSeconds)
        {
            RecallOnUnbind = push.RecallOnUnbind,
            IsTask = push.IsTask,
        };
        var leaveToWorker = !push.ResolveNow && number is null;
        await session.ExecuteAsync(
            InsertPush, ("push_id", id.Value), ("app", push.App.Value), ("audience", (int)push.Audience.Kind),
            ("state", (int)PushState.Running), ("unresolved", leaveToWorker), ("accepted_at", push.AcceptedAt.Ms()),
            ("expires_at", head.ExpiresAt), ("content", push.Content), ("policy", (int)push.Policy),
            ("collapse_key", push.CollapseKey), ("priority", push.Priority), ("broadcast_number", number),
            ("vendor_content", push.VendorContent), ("on_ambiguous", (int)push.OnAmbiguous),
            ("confirm_within", push.ConfirmWithinSeconds), ("personal", push.Own is not null),
            ("audience_filter", push.Audience.Filter?.ToJson()), ("recall_on_unbind", push.RecallOnUnbind), ("is_task", push.IsTask),
            ("audience_tags", push.Audience.Tags));
        session.Counting.Add(
            new MessageCount(push.App.Value, id.Value, new CountedAs(profile: 0, push.Audience.Kind, push.IsTask)), Metric.Pushes,
            push.AcceptedAt.Ms(), channel: null);
        if (number is not null) await _vendors.BeginAsync(session, id, push);
        await CallKeys.RememberAsync(session, push, id);
        await _messageKeys.RememberAsync(session, push, id, fresh.Keyed);
        if (push.Own is not null) await _contents.AddAsync(session, id, fresh.Targets);
        var deliveries = leaveToWorker
            ? await LeaveToWorkerAsync(session, head, fresh.Targets, push.AcceptedAt.Ms())
            : await ResolveNowAsync(session, head, fresh.Targets, push.AcceptedAt.Ms());
        var repeats = fresh.Repeats.ConvertAll(target => new DuplicateTarget(target.Key!, target.Id, id));
        return new AcceptOutcome.Accepted(id, deliveries, number, [.. duplicates, .. repeats]);
    }

    /// <summary>One broadcast at a time in the whole installation, so that numbers and push ids become visible in order.</summary>
    private static async ValueTask<long?> NumberAsync(Session session, NewPush push)
    {
        await session.LockAsync([BroadcastsToVendors.Numbering], exclusive: true, LockRank.Fourth);
        var numbers = await session.QueryAsync(NextBroadcast, static row => row.GetInt64(0), ("app", push.App.Value));
        return numbers.Count > 0 ? numbers[0] : throw new InvalidOperationException($"There is no app {push.App.Value}.");
    }

    private async ValueTask<List<Delivery>> LeaveToWorkerAsync(
        Session session, PushHead push, List<NumberedTarget> targets, long now)
    {
        var rows = targets.ConvertAll(target => new TargetRow(target, push, TargetState.Pending, null, now, null));
        if (rows.Count > 0) await session.ExecuteRowsAsync(_targets.InsertUnresolved, TargetRow.Set, rows);
        return [];
    }

    private async ValueTask<List<Delivery>> ResolveNowAsync(
        Session session, PushHead push, List<NumberedTarget> targets, long now)
    {
        if (targets.Count == 0) return [];
        var (deliveries, users) = await _resolver.ResolveAsync(session, push, targets, now);
        if (users.Count > 0) await session.ExecuteRowsAsync(_targets.InsertResolved, TargetRow.Set, users);
        return await _crowding.AdmitAsync(session, push, deliveries, users, now);
    }
}
