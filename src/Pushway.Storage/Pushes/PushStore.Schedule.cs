using Pushway.Core.Pushes;
using Pushway.Storage.Scheduling;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>Acceptance of what starts later. One that starts once has its targets already, unresolved; those of a cycle are kept for each of its
/// occurrences.</summary>
internal sealed partial class PushStore
{
    private const string Plan = "UPDATE pushes SET start_at = @start_at WHERE push_id = @push_id";

    private async ValueTask<AcceptOutcome> ScheduleAsync(
        Session session, NewPush push, TargetSorting fresh, List<DuplicateTarget> duplicates)
    {
        if (await ScheduleRows.IsFullAsync(session, push, _maxSchedules)) return new AcceptOutcome.TooManySchedules();
        var head = await InsertAsync(session, push, fresh, PushState.Scheduled, unresolved: false, number: null);
        await session.ExecuteAsync(Plan, ("start_at", push.Starts!.Times[^1].Ms()), ("push_id", head.Id.Value));
        await _schedules.AddAsync(session, push, head.Id);
        if (push.Starts.Cycle is null) await LeaveToWorkerAsync(session, head, fresh.Targets, push.AcceptedAt.Ms());
        else await _schedules.AddTargetsAsync(session, head.Id, fresh.Targets);
        return new AcceptOutcome.Scheduled(head.Id, [.. duplicates, .. RepeatsOf(fresh, head.Id)]);
    }

    private static IEnumerable<DuplicateTarget> RepeatsOf(TargetSorting fresh, PushId id) =>
        fresh.Repeats.Select(target => new DuplicateTarget(target.Key!, target.Id, id));
}
