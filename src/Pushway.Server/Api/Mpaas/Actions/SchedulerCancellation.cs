using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;
using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>Cancels schedules and single occurrences by their ids; all of them are looked at before any is cancelled.</summary>
internal sealed class SchedulerCancellation(IScheduleStore store, Schedules schedules)
{
    private const int MaxIds = 100;

    public async Task<Outcome> CancelAsync(MpaasCall call, CancellationToken cancellation)
    {
        var ids = call.Parameters.Text("UniqueIds").Split(
            [',', ';', ' ', '[', ']', '"'], StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count is 0 or > MaxIds) return Outcome.Refused(ResultCodes.InvalidParam, $"UniqueIds must name 1 to {MaxIds} ids.");
        var found = new List<Occurrence>();
        foreach (var id in ids)
        {
            if (await FindAsync(call, id, cancellation) is not { } one)
                return Outcome.Refused(ResultCodes.InvalidParam, $"There is nothing planned as {id}, or it has started.");
            found.Add(one);
        }
        for (var i = 0; i < ids.Count; i++)
        {
            // An id that is not the occurrence's is that of all.
            var (schedule, id) = (found[i].Schedule, PushId.TryParse(ids[i], out var parsed) ? parsed : default);
            var outcome = await schedules.CancelAsync(call.Key, schedule, id, cancellation);
            if (outcome != CancelOutcome.Done) return Outcome.Refused(ResultCodes.InvalidParam, $"{ids[i]} has started meanwhile.");
        }
        return Outcome.Success(Envelope.SuccessMessage);
    }

    /// <summary>An occurrence of it that has yet to start or was cancelled before; null if there is none.</summary>
    private async Task<Occurrence?> FindAsync(MpaasCall call, string text, CancellationToken cancellation)
    {
        if (!PushId.TryParse(text, out var id)) return null;
        var query = new NumberedQuery(null, null, id, null) { Skip = 0, Limit = MaxOccurrences };
        var page = await store.ListAsync(call.Key, query, cancellation);
        return page.Items.FirstOrDefault(static one => one.State is OccurrenceState.Waiting)
            ?? page.Items.FirstOrDefault(static one => one.State is OccurrenceState.Cancelled);
    }

    private const int MaxOccurrences = 4_000;
}
