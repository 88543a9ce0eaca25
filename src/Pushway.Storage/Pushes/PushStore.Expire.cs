using System.Data.Common;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>The end of what was not delivered in time, and of keys nobody will repeat.</summary>
internal sealed partial class PushStore
{
    public Task<int> ExpireAsync(DateTimeOffset now, int limit, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                var deliveries = await session.QueryAsync(
                    _ends.ExpireDeliveries, EndedDelivery.Read, ("now", now.Ms()), ("limit", limit));
                var targets = await session.QueryAsync(
                    _ends.ExpireTargets, row => ReadExpired(row, now.Ms()), ("now", now.Ms()), ("limit", limit));
                var receipts = deliveries.ConvertAll(static delivery => delivery.ToReceipt());
                receipts.AddRange(targets.OfType<PendingReceipt>());
                await _outbox.AddAsync(session, receipts);
                return deliveries.Count + targets.Count;
            },
            cancellation);

    public Task<int> ForgetKeysAsync(DateTimeOffset now, int limit, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                var calls = await session.ExecuteAsync(
                    _ends.ForgetCallKeys, ("oldest", CallKeys.Oldest(now)), ("limit", limit));
                var messages = await session.ExecuteAsync(_ends.ForgetMessageKeys, ("now", now.Ms()), ("limit", limit));
                return calls + messages;
            },
            cancellation);

    /// <summary>Null if the target's deliveries tell of its end.</summary>
    private static PendingReceipt? ReadExpired(DbDataReader row, long now)
    {
        if (row.GetBoolean(5)) return null;
        var push = row.GetInt64(1);
        return new PendingReceipt(
            row.GetInt64(0), push, row.TextOrNull(4) ?? TargetIds.Of(push, row.GetInt32(2)), row.GetString(3),
            Device: null,
            ReceiptEvents.Expired, DeliveryReasons.Ttl, Channel: null, now, Sequence: 1);
    }
}
