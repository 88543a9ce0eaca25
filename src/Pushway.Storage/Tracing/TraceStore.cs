using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Tracing;
using Pushway.Storage.Devices;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Tracing;

/// <summary>What became of messages, by the caller's key, by device, by user, by push.</summary>
internal sealed partial class TraceStore : ITraceStore
{
    private const string Newest =
        "(push_id, delivery_id) < (@push_id, @delivery_id) ORDER BY push_id DESC, delivery_id DESC LIMIT @limit";
    private const string NewestTargets = "t.push_id < @push_id ORDER BY t.push_id DESC, t.target_no LIMIT @limit";
    private static string[] Halves => ["state <= 1", "state > 1"];
    private const string KeyDeliveries = $"""
        {TraceReading.SelectDeliveries} WHERE msg_key = @key AND app = @app
            AND (CAST(@target AS text) IS NULL OR coalesce(user_id, device_id) = @target) AND {Newest}
        """;
    private const string KeyTargets = $"""
        {TraceReading.SelectTargets} AND t.msg_key = @key AND t.app = @app
            AND (CAST(@target AS text) IS NULL OR t.target_id = @target) AND {NewestTargets}
        """;

    private const string DeviceConfirmations = $"""
        {TraceReading.SelectConfirmations}
        WHERE c.device_id = @device_id AND c.app = @app AND c.push_id < @push_id AND c.delivery_id IS NULL
        ORDER BY c.push_id DESC LIMIT @limit
        """;
    /// <summary>In two, as the indexes are: what is open, and what is not.</summary>
    private static readonly string[] UserTargets =
    [
        .. Halves.Select(half =>
            $"{TraceReading.SelectTargets} AND t.kind = 1 AND t.target_id = @user_id AND t.app = @app AND t.{half} AND {NewestTargets}"),
    ];

    private readonly Database _database;
    private readonly string[] _deviceDeliveries;
    private readonly string[] _userDeliveries;
    private readonly CircumstanceStatements _circumstances;
    private readonly string _broadcasts;
    private readonly PastEvents _events;
    private readonly string _steps;
    private readonly string _named;

    public TraceStore(Database database)
    {
        _database = database;
        _deviceDeliveries = Deliveries(AudienceKind.Devices);
        _userDeliveries = Deliveries(AudienceKind.Users);
        _circumstances = new CircumstanceStatements(database.Dialect);
        _events = new PastEvents(database.Dialect);
        _steps = TraceReading.Steps(database.Dialect);
        _named = $"{TraceReading.SelectDeliveries} WHERE {database.Dialect.In("delivery_id", "@ids")}";
        _broadcasts = ViewReading.Broadcasts(database.Dialect);
    }

    public async Task<TracePage> ReadKeyAsync(
        AppKey app, string key, string? target, string? cursor, int limit, CancellationToken cancellation) =>
        await _database.SnapshotAsync(
            session => PageAsync(
                session, NewestFirst.Parse(cursor), limit, [KeyDeliveries], [KeyTargets],
                ("app", app.Value), ("key", key), ("target", target)),
            cancellation);

    public async Task<TracePage> ReadUserAsync(
        AppKey app, string user, string? cursor, int limit, CancellationToken cancellation) =>
        await _database.SnapshotAsync(
            session => PageAsync(
                session, NewestFirst.Parse(cursor), limit, _userDeliveries, UserTargets,
                ("app", app.Value), ("user_id", user)),
            cancellation);

    public async Task<TracePage> ReadDeviceAsync(
        DeviceAddress address, IReadOnlyList<PushId> open, string? cursor, int limit, CancellationToken cancellation) =>
        await _database.SnapshotAsync(
            async session =>
            {
                var before = NewestFirst.Parse(cursor);
                (string, object?)[] key =
                    [("app", address.App.Value), ("device_id", address.Device.Value), .. Position(before, limit)];
                var items = await ReadAsync(session, _deviceDeliveries, TraceReading.Delivery, key);
                var confirmed = await session.QueryAsync(DeviceConfirmations, TraceReading.Confirmation, key);
                items.AddRange(confirmed.Select(static trace => (new NewestFirst(trace.Push.Value, 0), trace)));
                var ids = open.Select(static push => push.Value).Where(id => id < before.Push).ToArray();
                if (ids.Length > 0)
                {
                    var waiting = await session.QueryAsync(
                        _broadcasts, row => Unconfirmed(ViewReading.Broadcast(row), address.Device), [.. key, ("open", ids)]);
                    items.AddRange(waiting.Select(static trace => (new NewestFirst(trace.Push.Value, 0), trace)));
                }
                return await PageAsync(session, items, limit);
            },
            cancellation);

    private async ValueTask<TracePage> PageAsync(
        Session session, NewestFirst before, int limit, string[] deliveries, string[] targets,
        params (string, object?)[] key)
    {
        (string, object?)[] parameters = [.. key, .. Position(before, limit)];
        var items = await ReadAsync(session, deliveries, TraceReading.Delivery, parameters);
        items.AddRange(await ReadAsync(session, targets, TraceReading.Target, parameters));
        return await PageAsync(session, items, limit);
    }

    private static async ValueTask<List<(NewestFirst Position, DeliveryTrace Trace)>> ReadAsync(
        Session session, string[] statements, Func<DbDataReader, (TracePosition Position, DeliveryTrace Trace)> read,
        (string, object?)[] parameters)
    {
        var items = new List<(NewestFirst, DeliveryTrace)>();
        foreach (var sql in statements)
        {
            foreach (var (position, trace) in await session.QueryAsync(sql, read, parameters))
                items.Add((new NewestFirst(trace.Push.Value, position.DeliveryId), trace));
        }
        return items;
    }

    private string[] Deliveries(AudienceKind kind) =>
        [.. _database.Dialect.DeliveriesOf(kind).Select(condition => $"{TraceReading.SelectDeliveries} WHERE {condition}")];

    private static (string, object?)[] Position(NewestFirst before, int limit) =>
        [("push_id", before.Push), ("delivery_id", before.DeliveryId), ("limit", limit + 1)];

    private async ValueTask<TracePage> PageAsync(
        Session session, List<(NewestFirst Position, DeliveryTrace Trace)> items, int limit)
    {
        items.Sort(static (a, b) => a.Position.CompareTo(b.Position));
        var page = items.Take(limit).ToList();
        return new TracePage(
            await CompleteAsync(session, page.ConvertAll(static item => item.Trace)),
            items.Count > limit ? page[^1].Position.ToString() : null);
    }

    /// <summary>Adds the steps that are no columns, and the devices' events.</summary>
    private async ValueTask<List<DeliveryTrace>> CompleteAsync(Session session, List<DeliveryTrace> page)
    {
        page = await _events.AddAsync(session, page);
        var ids = page.Where(static trace => trace.DeliveryId is not null).Select(static trace => trace.DeliveryId!.Value.Value).ToArray();
        if (ids.Length == 0) return page;
        var steps = (await session.QueryAsync(_steps, TraceReading.Step, ("ids", ids)))
            .ToLookup(static step => step.Delivery, static step => step.Step);
        return page.ConvertAll(trace =>
            trace.DeliveryId is { } id ? TraceReading.With(trace, steps[id.Value]) : trace);
    }

    private static DeliveryTrace Unconfirmed(WaitingMessage broadcast, DeviceId device) => new(
        broadcast.Id, broadcast.Id, device.Value, device, DeliveryState.Waiting, Reason: null, Channel: null,
        [new Transition(DeliveryState.Waiting, broadcast.Since, null, null, null)])
    {
        Push = broadcast.Push,
        ExpiresAt = broadcast.ExpiresAt,
    };
}
