using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Core.Vendors;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;

namespace Pushway.Storage.Vendors;

/// <summary>What one transaction changes on the vendor way: collected first, then written in few statements.</summary>
internal sealed class VendorChanges(
    VendorStatements statements, ReceiptOutbox outbox, VendorRecallRows recalls, VendorLease lease)
{
    private readonly List<DeliveryChange> _intended = [];
    private readonly List<DeliveryChange> _moved = [];
    private readonly List<DeliveryChange> _waiting = [];
    private readonly List<DeliveryChange> _ended = [];
    private readonly List<QueueRow> _queue = [];
    private readonly List<long> _done = [];
    private readonly List<long> _notHad = [];
    private readonly HashSet<long> _hasEnded = [];
    private readonly List<TransitionRow> _steps = [];
    private readonly List<MovedDelivery> _followers = [];
    private HashSet<long> _sent = [];

    /// <summary>Whose owner has changed; known when everything is written.</summary>
    public List<MovedDelivery> Moved => _followers;

    /// <summary>True if the intent to send it stands.</summary>
    public bool IsIntended(long id) => _sent.Contains(id);

    public void Intend(long id, VendorRoute route, QueueRow? queue, string? detail)
    {
        var channel = route.Channel;
        _intended.Add(new DeliveryChange(id, channel, channel, DeliveryState.Sent, Token: route.Token));
        if (queue is not null) _queue.Add(queue);
        Note(id, DeliveryState.Sent, channel, detail);
    }

    /// <summary>The next owner: a vendor, or without a route the own connection.</summary>
    public void Move(VendorRow row, VendorRoute? route, string reason, string refused)
    {
        _moved.Add(new DeliveryChange(row.Id, row.Owner, route?.Channel, DeliveryState.Waiting));
        _followers.Add(row.MovedTo(route?.Channel));
        if (route is null) _done.Add(row.Id);
        else _queue.Add(new QueueRow(row.Id, route.Channel, lease.Now.Ms(), Refused: refused));
        Note(row.Id, DeliveryState.Waiting, route?.Channel ?? QueueRow.OwnChannel, $"owner_changed: {reason}");
    }

    /// <summary>To the own connection, and from there to a vendor if it is not confirmed by then.</summary>
    public void MoveToOwn(VendorRow row, string reason, DateTimeOffset? until)
    {
        Move(row, route: null, reason, refused: "");
        if (until is not { } at) return;
        _done.Remove(row.Id);
        _queue.Add(new QueueRow(row.Id, QueueRow.OwnChannel, at.Ms()));
    }

    /// <summary>Tries again later; a message that is unclear stays <c>Sent</c>.</summary>
    public void TryAgain(VendorRow row, DateTimeOffset at, bool isUnclear, string detail)
    {
        var channel = row.Queue.Channel;
        var repeats = isUnclear ? row.Queue.Repeats + 1 : row.Queue.Repeats;
        _queue.Add(row.Queue with { DueAt = at.Ms(), Lease = null, Repeats = repeats });
        if (!isUnclear) _waiting.Add(new DeliveryChange(row.Id, channel, channel, DeliveryState.Waiting, MayHave: row.WasUnclear));
        Note(row.Id, isUnclear ? DeliveryState.Sent : DeliveryState.Waiting, channel, detail);
    }

    public void Accept(long id, string channel, string? messageId)
    {
        _ended.Add(new DeliveryChange(
            id, channel, channel, DeliveryState.AcceptedByVendor, MessageId: messageId, MayHave: true));
        Note(id, DeliveryState.AcceptedByVendor, channel, messageId is null ? null : $"accepted as {messageId}");
    }

    public void Reject(VendorRow row, string reason, bool isUnclear, string? detail)
    {
        var channel = row.Queue.Channel;
        _ended.Add(new DeliveryChange(
            row.Id, channel, channel, DeliveryState.Rejected, reason, MayHave: isUnclear || row.WasUnclear));
        Note(row.Id, DeliveryState.Rejected, channel, detail);
    }

    /// <summary>It has ended, or is somebody else's: nothing is left to do here.</summary>
    public void Forget(long id) => _done.Add(id);

    /// <summary>The vendor has said that it does not have what was recalled meanwhile.</summary>
    public void NeedNoRecall(long id) => _notHad.Add(id);

    /// <summary>False if it had ended before, or is somebody else's; known when everything is written.</summary>
    public bool HasEnded(long id) => _hasEnded.Contains(id);

    public void Note(long id, DeliveryState state, string? channel, string? detail) =>
        _steps.Add(new TransitionRow(id, lease.Now, state, channel, lease.Node.Name, detail));

    /// <summary>How far the own connection came; its columns are about to be used by another.</summary>
    public void NoteSent(VendorRow row)
    {
        if (row.SentAt is { } at)
            _steps.Add(new TransitionRow(row.Id, at, DeliveryState.Sent, QueueRow.OwnChannel, row.SentNode, Detail: null));
    }

    public async ValueTask WriteAsync(Session session)
    {
        (string, object?)[] stamp = [("now", lease.Now.Ms()), ("node", lease.Node.Name)];
        if (_ended.Count > 0)
        {
            var ended = await session.QueryRowsAsync(
                statements.End, EndedDelivery.Read, DeliveryChange.Set, Sorted(_ended), stamp);
            await outbox.AddAsync(session, ended.ConvertAll(static row => row.ToReceipt()));
            foreach (var row in ended) CountEnd(session, row);
            if (ended.Count < _ended.Count) await CountLateAsync(session, ended);
            // A late answer of a former owner must not take away what the present one has to do.
            _done.AddRange(ended.Select(static row => row.Id));
            _hasEnded.UnionWith(ended.Select(static row => row.Id));
        }
        if (_waiting.Count > 0) await session.ExecuteRowsAsync(statements.WaitAgain, DeliveryChange.Set, Sorted(_waiting));
        Drop(await MoveAsync(session), _moved);
        _sent = await IntendAsync(session, stamp);
        Drop(_sent, _intended);
        if (_queue.Count > 0) await session.ExecuteRowsAsync(statements.Put, QueueRow.Set, _queue);
        if (_done.Count > 0) await session.ExecuteAsync(statements.Remove, ("ids", _done.ToArray()));
        await TransitionRow.AddAsync(session, _steps);
        await recalls.DropAsync(session, _notHad);
    }

    private async ValueTask<HashSet<long>> MoveAsync(Session session)
    {
        if (_moved.Count == 0) return [];
        return [.. await session.QueryRowsAsync(statements.Move, static row => row.GetInt64(0), DeliveryChange.Set, Sorted(_moved))];
    }

    private async ValueTask<HashSet<long>> IntendAsync(Session session, (string, object?)[] stamp)
    {
        if (_intended.Count == 0) return [];
        var sent = await session.QueryRowsAsync(
            statements.Intend, SentDelivery.Read, DeliveryChange.Set, Sorted(_intended), stamp);
        foreach (var row in sent) row.Count(session.Counting);
        return [.. sent.Select(static row => row.Id)];
    }

    private static void CountEnd(Session session, EndedDelivery row)
    {
        if (row.State != DeliveryState.AcceptedByVendor) row.CountEnd(session.Counting);
        else if (row.CountedAs.IsFirstAcceptance) session.Counting.Add(row.Counted, Metric.Accepted, row.At, row.Channel);
    }

    /// <summary>A vendor has it that took it after it had ended; its state does not change any more.</summary>
    private async ValueTask CountLateAsync(Session session, List<EndedDelivery> ended)
    {
        var late = _ended
            .Where(change => change.State == DeliveryState.AcceptedByVendor && !ended.Exists(row => row.Id == change.Id))
            .ToDictionary(static change => change.Id);
        if (late.Count == 0) return;
        var rows = await session.QueryAsync(
            statements.AcceptLate,
            static row => (Id: row.GetInt64(3), Message: new MessageCount(row.GetInt64(0), row.GetInt64(1), new CountedAs(row.GetInt64(2)))),
            ("ids", late.Keys.ToArray()));
        foreach (var (id, message) in rows)
        {
            if (message.CountedAs.IsFirstAcceptance)
                session.Counting.Add(message, Metric.Accepted, lease.Now.Ms(), late[id].OldOwner);
        }
    }

    /// <summary>What the comparison did not let through has ended or been moved by somebody else.</summary>
    private void Drop(HashSet<long> changed, List<DeliveryChange> wanted)
    {
        foreach (var change in wanted)
        {
            if (changed.Contains(change.Id)) continue;
            _queue.RemoveAll(row => row.Id == change.Id);
            _steps.RemoveAll(step => step.Delivery == change.Id);
            _followers.RemoveAll(moved => moved.Id.Value == change.Id);
            _done.Add(change.Id);
        }
    }

    private static List<DeliveryChange> Sorted(List<DeliveryChange> changes)
    {
        changes.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return changes;
    }
}
