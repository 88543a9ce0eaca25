using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Bindings;
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
    /// binding alone.</summary>
    private static readonly string Waiting = $"""
        SELECT b.user_id, coalesce(b.epoch, 0), d.delivery_id, d.push_id, d.msg_key, d.binding_epoch, d.expires_at,
            coalesce({TargetContents.Of("d")}, p.content)
        FROM (SELECT 1 AS one) AS device
        LEFT JOIN bindings b ON b.app = @app AND b.device_id = @device_id
        LEFT JOIN deliveries d ON d.app = @app AND d.device_id = @device_id AND d.state <= 1 AND d.owner IS NULL
            AND d.expires_at > @now AND (d.binding_epoch IS NULL OR d.binding_epoch = b.epoch)
        LEFT JOIN pushes p ON p.push_id = d.push_id
        ORDER BY d.push_id, d.target_no LIMIT @limit
        """;

    /// <summary>Read after the deliveries: a confirmation more than theirs only spares a repeat.</summary>
    private const string Confirmed = """
        SELECT number FROM broadcast_confirmations
        WHERE app = @app AND device_id = @device_id AND number >= @first ORDER BY number
        """;
    private const string OpenBroadcasts = """
        SELECT push_id, app, broadcast_number, content, expires_at FROM pushes
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
    private readonly string _overdue;

    public DeliveryStore(Database database)
    {
        _database = database;
        _outbox = new ReceiptOutbox(database.Dialect);
        _outcomes = new OutcomeStatements(database.Dialect);
        _events = new EventStatements(database.Dialect);
        _overdue = $"""
            SELECT r.app, r.device_id FROM {database.Dialect.Rows(Addresses)}
            WHERE EXISTS (
                SELECT 1
                FROM deliveries d LEFT JOIN bindings b ON b.app = d.app AND b.device_id = d.device_id
                WHERE d.app = r.app AND d.device_id = r.device_id AND d.state <= 1
                    AND d.owner IS NULL AND d.expires_at > @now AND d.created_at < @created_before
                    AND (d.binding_epoch IS NULL OR d.binding_epoch = b.epoch))
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
                var confirmed = await session.QueryAsync(
                    Confirmed, static row => row.GetInt64(0), ("app", address.App.Value),
                    ("device_id", address.Device.Value),
                    ("first", firstBroadcast));
                var deliveries = new List<WaitingDelivery>(rows.Count);
                foreach (var (_, delivery) in rows)
                {
                    if (delivery is not null && deliveries.Count < limit) deliveries.Add(delivery);
                }
                return new WaitingPage(rows[0].Binding, deliveries, rows.Count > limit, confirmed);
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

    private static (DeviceBinding Binding, WaitingDelivery? Delivery) ReadWaiting(DbDataReader row, DeviceAddress address)
    {
        var binding = new DeviceBinding(row.TextOrNull(0), row.GetInt64(1));
        if (row.IsDBNull(2)) return (binding, null);
        var delivery = new Delivery(
            new DeliveryId(row.GetInt64(2)), new PushId(row.GetInt64(3)), address, row.TextOrNull(4),
            row.NumberOrNull(5),
            row.Time(6));
        return (binding, new WaitingDelivery(delivery, row.GetString(7)));
    }

    private static Broadcast ReadBroadcast(DbDataReader row) =>
        new(new AppKey(row.GetInt32(1)), row.GetInt64(2), new PushId(row.GetInt64(0)), row.GetString(3), row.Time(4));
}
