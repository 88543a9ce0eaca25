using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Core.Vendors;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>The queues of what vendors are to take back.</summary>
internal sealed partial class VendorStore
{
    public Task<IReadOnlyList<VendorRecall>> ClaimRecallsAsync(
        string channel, int limit, VendorLease lease, CancellationToken cancellation) =>
        IfDueAsync<IReadOnlyList<VendorRecall>>(
            VendorRecallStatements.IsDue, [("channel", channel), ("now", lease.Now.Ms())],
            async session =>
            {
                var now = lease.Now.Ms();
                var due = await session.QueryAsync(
                    _recallStatements.Due, DueRecall.Read, ("channel", channel), ("now", now), ("limit", limit));
                var over = due.FindAll(one => one.ExpiresAt <= now).ConvertAll(static one => one.Recall);
                if (over.Count > 0)
                {
                    await session.ExecuteAsync(_recallStatements.End, ("ids", Ids(over)), ("channel", channel));
                    await NoteAsync(session, channel, over.ConvertAll(static one => (one, RecallSteps.Expired)), lease);
                }
                var open = due.FindAll(one => one.ExpiresAt > now).ConvertAll(static one => one.Recall);
                if (open.Count > 0)
                {
                    await session.ExecuteAsync(
                        _recallStatements.Lease, ("owner", lease.Node.Incarnation), ("until", lease.Until.Ms()), ("ids", Ids(open)),
                        ("channel", channel));
                }
                return open;
            },
            [], cancellation);

    public Task RecordRecallsAsync(
        string channel, IReadOnlyList<RecallOutcome> outcomes, VendorLease lease, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                var final = outcomes.Where(static one => one.Result.Status != RecallStatus.Later)
                    .Select(static one => one.Recall).ToList();
                if (final.Count > 0)
                {
                    await session.ExecuteAsync(
                        _recallStatements.EndMine, ("ids", Ids(final)), ("channel", channel), ("owner", lease.Node.Incarnation));
                }
                var later = outcomes.Where(static one => one.Result.Status == RecallStatus.Later)
                    .Select(one => new VendorRecallRow(one.Recall.Id.Value, channel, "", MessageId: null, one.Next.Ms(), ExpiresAt: 0))
                    .OrderBy(static row => row.Id).ToList();
                if (later.Count > 0)
                {
                    await session.ExecuteRowsAsync(
                        _recallStatements.AskAgain, VendorRecallRow.Set, later, ("owner", lease.Node.Incarnation));
                }
                await NoteAsync(session, channel, outcomes.Select(static one => (one.Recall, Word(one.Result))).ToList(), lease);
                return true;
            },
            cancellation);

    private async ValueTask NoteAsync(
        Session session, string channel, List<(VendorRecall Recall, string Detail)> steps, VendorLease lease)
    {
        var ids = steps.Select(static step => step.Recall.Id.Value).ToArray();
        var states = await session.QueryAsync(
            _recallStatements.States, static row => (row.GetInt64(0), (DeliveryState)row.GetInt32(1)), ("ids", ids));
        var byId = states.ToDictionary(static row => row.Item1, static row => row.Item2);
        await TransitionRow.AddAsync(
            session,
            steps.FindAll(step => byId.ContainsKey(step.Recall.Id.Value)).ConvertAll(step => new TransitionRow(
                step.Recall.Id.Value, lease.Now, byId[step.Recall.Id.Value], channel, lease.Node.Name, step.Detail)));
    }

    private static long[] Ids(List<VendorRecall> recalls) => [.. recalls.Select(static one => one.Id.Value)];

    private static string Word(in RecallResult result) => WithText(RecallSteps.Of(result.Status), result.Text);
}
