using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Storage.Pushes;
using Pushway.Storage.Receipts;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Dispatching;

/// <summary>Deliveries on their way: reading what waits.</summary>
internal sealed partial class DeliveryStore : IDeliveryStore
{
    /// <summary>One statement, so binding and deliveries are of one moment; a row without a delivery tells of the
    /// binding alone. Pushes that are paused or recalled stay out: if there are no others, there is no row.</summary>
    private static readonly string Waiting = $"""
        SELECT b.user_id, coalesce(b.epoch, 0), d.delivery_id, d.push_id, d.msg_key, d.binding_epoch, d.expires_at,
            coalesce({TargetContents.Of("d")}, p.content), d.target_no
        FROM (SELECT 1 AS one) AS device
        LEFT JOIN bindings b ON b.app = @app AND b.device_id = @device_id
        LEFT JOIN deliveries d ON d.app = @app AND d.device_id = @device_id AND d.state <= 1 AND d.owner IS NULL
            AND d.expires_at > @now AND (d.binding_epoch IS NULL OR d.binding_epoch = b.epoch)
        LEFT JOIN pushes p ON p.push_id = d.push_id
        WHERE p.state = 1 OR d.delivery_id IS NULL
        ORDER BY d.push_id, d.target_no LIMIT @limit
        """;

    private const string Binding = "SELECT user_id, epoch FROM bindings WHERE app = @app AND device_id = @device_id";

    /// <summary>Broadcasts the device has confirmed, and recalls it has not. Read after the deliveries: a confirmation more than theirs only
    /// spares a repeat.</summary>
    private const string ConfirmedAndRecalled = """
        SELECT number AS id, NULL AS delivery_id, NULL AS push_id, NULL AS msg_key, NULL AS expires_at
        FROM broadcast_confirmations
        WHERE app = @app AND device_id = @device_id AND number >= @first
        UNION ALL
        SELECT recall_id, delivery_id, push_id, msg_key, expires_at FROM (
            SELECT recall_id, delivery_id, push_id, msg_key, expires_at FROM recalls
            WHERE device_id = @device_id AND app = @app AND state = 0 AND expires_at > @now
            ORDER BY recall_id LIMIT @limit) AS waiting
        """;
    private const string OpenBroadcasts = """
        SELECT push_id, app, broadcast_number, content, expires_at, audience_filter, policy,
            (SELECT t.msg_key FROM tasks t WHERE t.push_id = pushes.push_id) FROM pushes
        WHERE broadcast_number IS NOT NULL AND push_id > @after AND expires_at > @now AND state = 1
        ORDER BY push_id
        """;

    private static readonly RowSet<DeviceAddress> Addresses = new(
        "r",
        new NumberColumn<DeviceAddress>("app", address => address.App.Value),
        new TextColumn<DeviceAddress>("device_id", address => address.Device.Value));

    private readonly Database _database;
    private readonly ReceiptOutbox _outbox;
    private readonly OutcomeStatements _outcomes;
    private readonly EventStatements _events;
    private readonly RecalledOutcomes _recalled;
    private readonly string _overdue;

    public DeliveryStore(Database database)
    {
        _database = database;
        _outbox = new ReceiptOutbox(database.Dialect);
        _outcomes = new OutcomeStatements(database.Dialect);
        _events = new EventStatements(database.Dialect);
        _recalled = new RecalledOutcomes(database.Dialect);
        _overdue = $"""
            SELECT r.app, r.device_id FROM {database.Dialect.Rows(Addresses)}
            WHERE EXISTS (
                SELECT 1
                FROM deliveries d LEFT JOIN bindings b ON b.app = d.app AND b.device_id = d.device_id
                JOIN pushes p ON p.push_id = d.push_id AND p.state = 1
                WHERE d.app = r.app AND d.device_id = r.device_id AND d.state <= 1
                    AND d.owner IS NULL AND d.expires_at > @now AND d.created_at < @created_before
                    AND (d.binding_epoch IS NULL OR d.binding_epoch = b.epoch))
                OR EXISTS (
                    SELECT 1 FROM recalls c
                    WHERE c.device_id = r.device_id AND c.app = r.app AND c.state = 0
                        AND c.expires_at > @now AND c.created_at < @created_before)
            """;
    }

    public async ValueTask<WaitingPage> ReadWaitingAsync(
        DeviceAddress address, long firstBroadcast, int limit, DateTimeOffset now, CancellationToken cancellation) =>
        await _database.ReadAsync(
            async session =>
            {
                var rows = await session.QueryAsync(
                    Waiting, row => ReadWaiting(row, address), ("app", address.App.Value),
                    ("device_id", address.Device.Value),
                    ("now", now.Ms()), ("limit", limit + 1));
                var binding = rows.Count > 0
                    ? rows[0].Binding
                    : await session.FirstAsync(Binding, ReadBinding, ("app", address.App.Value), ("device_id", address.Device.Value));
                var deliveries = new List<WaitingDelivery>(rows.Count);
                foreach (var (_, delivery) in rows)
                {
                    if (delivery is not null && deliveries.Count < limit) deliveries.Add(delivery);
                }
                var (confirmed, recalls) = await ReadConfirmedAsync(session, address, firstBroadcast, limit + 1, now);
                var hasMore = rows.Count > limit || recalls.Count > limit;
                return new WaitingPage(binding, deliveries, hasMore, confirmed) { Recalls = [.. recalls.Take(limit)] };
            },
            cancellation);

    public async Task<IReadOnlyList<DeviceAddress>> FindOverdueAsync(
        IReadOnlyList<DeviceAddress> devices, DateTimeOffset createdBefore, DateTimeOffset now,
        CancellationToken cancellation)
    {
        if (devices.Count == 0) return [];
        return await _database.ReadAsync(
            session => session.QueryRowsAsync(
                _overdue, static row => new DeviceAddress(new AppKey(row.GetInt32(0)), new DeviceId(row.GetString(1))),
                Addresses,
                devices, ("now", now.Ms()), ("created_before", createdBefore.Ms())),
            cancellation);
    }

    public async Task<IReadOnlyList<Broadcast>> ReadBroadcastsAsync(
        PushId after, DateTimeOffset now, CancellationToken cancellation) =>
        await _database.ReadAsync(
            session => session.QueryAsync(OpenBroadcasts, ReadBroadcast, ("after", after.Value), ("now", now.Ms())),
            cancellation);

    private static async ValueTask<(List<long> Confirmed, List<WaitingRecall> Recalls)> ReadConfirmedAsync(
        Session session, DeviceAddress address, long firstBroadcast, int limit, DateTimeOffset now)
    {
        var rows = await session.QueryAsync(
            ConfirmedAndRecalled,
            static row => (Id: row.GetInt64(0), Recall: row.IsDBNull(1) ? null : new WaitingRecall(
                new DeliveryId(row.GetInt64(0)), new DeliveryId(row.GetInt64(1)), new PushId(row.GetInt64(2)), row.TextOrNull(3),
                row.Time(4))),
            ("app", address.App.Value), ("device_id", address.Device.Value), ("first", firstBroadcast), ("now", now.Ms()),
            ("limit", limit));
        var (confirmed, recalls) = (new List<long>(rows.Count), new List<WaitingRecall>());
        foreach (var (id, recall) in rows)
        {
            if (recall is null) confirmed.Add(id);
            else recalls.Add(recall);
        }
        return (confirmed, recalls);
    }

    private static DeviceBinding ReadBinding(DbDataReader row) => new(row.TextOrNull(0), row.GetInt64(1));

    private static (DeviceBinding Binding, WaitingDelivery? Delivery) ReadWaiting(DbDataReader row, DeviceAddress address)
    {
        var binding = new DeviceBinding(row.TextOrNull(0), row.GetInt64(1));
        if (row.IsDBNull(2)) return (binding, null);
        var delivery = new Delivery(
            new DeliveryId(row.GetInt64(2)), new PushId(row.GetInt64(3)), address, row.TextOrNull(4),
            row.NumberOrNull(5),
            row.Time(6))
        {
            IsOfBroadcast = row.GetInt32(8) == DeliveryRow.BroadcastTarget,
        };
        return (binding, new WaitingDelivery(delivery, row.GetString(7)));
    }

    private static Broadcast ReadBroadcast(DbDataReader row) =>
        new(new AppKey(row.GetInt32(1)), row.GetInt64(2), new PushId(row.GetInt64(0)), row.GetString(3), row.Time(4))
        {
            Filter = row.TextOrNull(5) is { } filter ? EveryoneFilter.Parse(filter) : null,
            Policy = (ChannelPolicy)row.GetInt32(6),
            Key = row.TextOrNull(7),
        };
}
