using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>The end of what was not delivered in time, and of keys nobody will repeat.</summary>
internal sealed partial class PushStore
{
    public Task<ExpiredPage> ExpireAsync(DateTimeOffset now, int limit, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                var deliveries = await session.QueryAsync(
                    _ends.ExpireDeliveries, EndedDelivery.Read, ("now", now.Ms()), ("limit", limit));
                var targets = await session.QueryAsync(
                    _ends.ExpireTargets, EndedTarget.Read, ("now", now.Ms()), ("limit", limit));
                var recalls = await session.ExecuteAsync(_ends.ExpireRecalls, ("now", now.Ms()), ("limit", limit));
                var receipts = deliveries.ConvertAll(static delivery => delivery.ToReceipt());
                foreach (var delivery in deliveries) delivery.CountEnd(session.Counting);
                foreach (var target in targets)
                {
                    if (target.HasDelivery) continue;
                    receipts.Add(target.ToReceipt(ReceiptEvents.Expired, DeliveryReasons.Ttl, now.Ms()));
                    target.Count(session.Counting, DeliveryState.Expired, DeliveryReasons.Ttl, now.Ms());
                }
                await _outbox.AddAsync(session, receipts);
                return new ExpiredPage(deliveries.Count + targets.Count + recalls, recalls);
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
}
