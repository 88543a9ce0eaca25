using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;

namespace Pushway.Storage.Pushes;

/// <summary>Acceptance: keys, the push, its targets and deliveries in one transaction.</summary>
internal sealed partial class PushStore
{
    private const string InsertPush = """
        INSERT INTO pushes (push_id, app, audience, state, unresolved, accepted_at, expires_at, content, policy,
            collapse_key, priority, broadcast_number, vendor_content, on_ambiguous, confirm_within,
            personal, audience_filter, recall_on_unbind, is_task, shape, audience_tags)
        VALUES (@push_id, @app, @audience, @state, @unresolved, @accepted_at, @expires_at, @content, @policy,
            @collapse_key, @priority, @broadcast_number, @vendor_content, @on_ambiguous, @confirm_within,
            @personal, @audience_filter, @recall_on_unbind, @is_task, @shape, @audience_tags)
        """;

    public Task<AcceptOutcome> AcceptAsync(NewPush push, CancellationToken cancellation) =>
        _database.WriteAsync(session => AcceptAsync(session, push), cancellation);

    private async ValueTask<AcceptOutcome> AcceptAsync(Session session, NewPush push)
    {
        if (await CallKeys.FindAsync(session, push) is { } answer) return answer;
        var sorting = TargetSorting.Of(push);
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
        if (push.Audience.Tags is { } tags && await _walks.FindMissingAsync(session, push.App, tags) is { } missing)
            return new AcceptOutcome.TagNotFound(missing);
        return push.Starts is null
            ? await StoreAsync(session, push, fresh, duplicates)
            : await ScheduleAsync(session, push, fresh, duplicates);
    }

    private async ValueTask<AcceptOutcome> StoreAsync(
        Session session, NewPush push, TargetSorting fresh, List<DuplicateTarget> duplicates)
    {
        var number = push.Audience.Kind == AudienceKind.Everyone ? await NumberAsync(session, push) : (long?)null;
        var leaveToWorker = !push.ResolveNow && number is null;
        var head = await InsertAsync(session, push, fresh, PushState.Running, leaveToWorker, number);
        if (push.Audience.Tags is { } tags) await _walks.BeginAsync(session, push.App, tags, head.Id, push.AcceptedAt.Ms());
        var deliveries = leaveToWorker
            ? await LeaveToWorkerAsync(session, head, fresh.Targets, push.AcceptedAt.Ms())
            : await ResolveNowAsync(session, head, fresh.Targets, push.AcceptedAt.Ms());
        return new AcceptOutcome.Accepted(head.Id, deliveries, number, [.. duplicates, .. RepeatsOf(fresh, head.Id)]);
    }

    private async ValueTask<PushHead> InsertAsync(
        Session session, NewPush push, TargetSorting fresh, PushState state, bool unresolved, long? number)
    {
        var id = new PushId((await session.NextIdsAsync(1))[0]);
        var head = new PushHead(id, push.App, push.Audience.Kind, push.Policy, push.ExpiresAt.Ms(), push.CollapseKey,
            push.ConfirmWithinSeconds)
        {
            RecallOnUnbind = push.RecallOnUnbind,
            IsTask = push.IsTask,
            Shape = push.Shape,
        };
        await session.ExecuteAsync(
            InsertPush, ("push_id", id.Value), ("app", push.App.Value), ("audience", (int)push.Audience.Kind),
            ("state", (int)state), ("unresolved", unresolved), ("accepted_at", push.AcceptedAt.Ms()),
            ("expires_at", head.ExpiresAt), ("content", push.Content), ("policy", (int)push.Policy),
            ("collapse_key", push.CollapseKey), ("priority", push.Priority), ("broadcast_number", number),
            ("vendor_content", push.VendorContent), ("on_ambiguous", (int)push.OnAmbiguous),
            ("confirm_within", push.ConfirmWithinSeconds), ("personal", push.Own is not null),
            ("audience_filter", push.Audience.Filter?.ToJson()), ("recall_on_unbind", push.RecallOnUnbind), ("is_task", push.IsTask),
            ("shape", push.Shape?.ToJson()), ("audience_tags", push.Audience.Tags));
        session.Counting.Add(
            new MessageCount(push.App.Value, id.Value, new CountedAs(profile: 0, push.Audience.Kind, push.IsTask)), Metric.Pushes,
            push.AcceptedAt.Ms(), channel: null);
        if (number is not null) await _vendors.BeginAsync(session, id, push.Policy, push.ConfirmWithinSeconds, push.AcceptedAt);
        if (push.Task is { } task) await TaskRows.AddAsync(session, id, push, task);
        await CallKeys.RememberAsync(session, push, id);
        await _messageKeys.RememberAsync(session, push, id, fresh.Keyed);
        if (push.Own is not null) await _contents.AddAsync(session, id, fresh.Targets);
        return head;
    }

    private static async ValueTask<long?> NumberAsync(Session session, NewPush push)
    {
        await BroadcastNumbers.LockAsync(session);
        return await BroadcastNumbers.NextAsync(session, push.App);
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
