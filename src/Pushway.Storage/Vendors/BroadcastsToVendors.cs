using System.Globalization;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Storage.Devices;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Pushes;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;

namespace Pushway.Storage.Vendors;

/// <summary>Gives a broadcast to the vendors of devices: a confirmation row reserves the device, so that its own connection leaves the broadcast
/// out, and names the delivery that goes the way of all others. Who has a row has the broadcast, or has an owner for it.</summary>
internal sealed class BroadcastsToVendors(Dialect dialect, VendorOrder order)
{
    private const string Begin = """
        INSERT INTO broadcast_walks (push_id, due_at, after_device) VALUES (@push_id, @due_at, '')
        """;

    private const string Open = $"""
        {OpenBroadcastRow.Select}
        WHERE app = @app AND expires_at > @now AND broadcast_number IS NOT NULL AND policy <> 2 AND state IN (1, 2)
        ORDER BY push_id
        """;

    private static readonly RowSet<(DeliveryRow Row, long Number)> Reserved = new(
        "r",
        new NumberColumn<(DeliveryRow Row, long Number)>("app", one => one.Row.App.Value),
        new TextColumn<(DeliveryRow Row, long Number)>("device_id", one => one.Row.Device),
        new NumberColumn<(DeliveryRow Row, long Number)>("number", one => one.Number),
        new NumberColumn<(DeliveryRow Row, long Number)>("push_id", one => one.Row.Push.Value),
        new TextColumn<(DeliveryRow Row, long Number)>("channel", one => one.Row.Owner),
        new TextColumn<(DeliveryRow Row, long Number)>("node", _ => ""),
        new NumberColumn<(DeliveryRow Row, long Number)>("sent_at", one => one.Row.CreatedAt),
        new NumberColumn<(DeliveryRow Row, long Number)>("finished_at", one => one.Row.CreatedAt),
        new NumberColumn<(DeliveryRow Row, long Number)>("delivery_id", one => one.Row.Id));

    private readonly string _reserve = $"""
        INSERT INTO broadcast_confirmations ({Reserved.Names}, state, event_seq)
        SELECT {Reserved.List}, 0, 1 FROM {dialect.Rows(Reserved)} WHERE TRUE
        ORDER BY r.push_id, r.device_id
        ON CONFLICT (app, device_id, number) DO NOTHING
        RETURNING delivery_id
        """;
    private readonly string _profiles = DeviceProfiles.OfDevices(dialect);
    private readonly DeliveryInserts _deliveries = new(dialect);
    private readonly VendorTokens _tokens = new(dialect, order);
    private readonly FactsReading _facts = new(dialect, order);

    /// <summary>Notes that the broadcast is to be walked; with <c>own-first</c> when the own connection has had its time.</summary>
    public async ValueTask BeginAsync(Session session, PushId id, ChannelPolicy policy, int confirmWithinSeconds, DateTimeOffset at)
    {
        if (order.On.Count == 0 || policy == ChannelPolicy.OwnOnly) return;
        var wait = policy == ChannelPolicy.OwnFirst ? confirmWithinSeconds : 0;
        await session.ExecuteAsync(Begin, ("push_id", id.Value), ("due_at", at.AddSeconds(wait).Ms()));
    }

    /// <summary>A device has a token now, or other broadcasts than before may be meant for it: what it has not got goes to its vendor, unless
    /// its own connection, which may have had it just before, confirms it in time. A recall at the same moment may miss it, and it is not sent.</summary>
    public async ValueTask OfferAsync(Session session, AppKey app, string[] devices, DateTimeOffset at)
    {
        if (order.On.Count == 0) return;
        // Of a report and a bind of one device the second sees what the first wrote.
        await session.LockAsync([.. devices.Select(device => NameOf(app, device))], exclusive: true, LockRank.Third);
        var tokens = await _tokens.ReadAsync(session, app, devices);
        devices = Array.FindAll(devices, device => tokens.Best(device, refused: "") is not null);
        if (devices.Length == 0) return;
        // None becomes visible meanwhile: its walk sees what is written here.
        await session.LockAsync([BroadcastNumbers.Lock], exclusive: false, LockRank.Fourth);
        var now = at.Ms();
        var open = await session.QueryAsync(Open, OpenBroadcastRow.Read, ("app", app.Value), ("now", now));
        if (open.Count == 0) return;
        var facts = open.Exists(static push => push.Filter is not null) ? await _facts.ReadAsync(session, app, devices) : [];
        var rows = new List<(DeliveryRow Row, long Number)>();
        foreach (var push in open)
            AddRows(rows, push, devices, tokens, facts, now, Math.Max(push.AcceptedAt, now) + 1_000L * push.ConfirmWithin);
        await ReserveAsync(session, rows);
    }

    /// <summary>Of these devices, those that are meant, have a token and have not got it: they are the vendor's from now on.</summary>
    public async ValueTask<List<Delivery>> GiveAsync(Session session, OpenBroadcastRow push, string[] devices, long now)
    {
        var tokens = await _tokens.ReadAsync(session, push.App, devices);
        var facts = push.Filter is null ? [] : await _facts.ReadAsync(session, push.App, devices);
        var rows = new List<(DeliveryRow Row, long Number)>();
        AddRows(rows, push, devices, tokens, facts, now, due: now);
        return await ReserveAsync(session, rows);
    }

    private static void AddRows(
        List<(DeliveryRow Row, long Number)> rows, OpenBroadcastRow push, string[] devices, DeviceTokens tokens,
        Dictionary<DeviceId, DeviceFacts> facts, long now, long due)
    {
        foreach (var device in devices)
        {
            if (tokens.Best(device, refused: "") is not { } route) continue;
            long? epoch = null;
            if (push.Filter is { } filter)
            {
                if (!facts.TryGetValue(new DeviceId(device), out var known) || !filter.Matches(known)) continue;
                if (filter.AsksLogin && known.IsBound) epoch = known.BindingEpoch;
            }
            var row = new DeliveryRow(
                0, push.App, push.Id, DeliveryRow.BroadcastTarget, device, User: null, Key: null, epoch, Rejection: null, now,
                push.ExpiresAt)
            {
                Route = route,
                Owner = route.Channel,
                Queue = new QueueRow(0, route.Channel, due),
            };
            rows.Add((row, push.Number));
        }
    }

    private async ValueTask<List<Delivery>> ReserveAsync(Session session, List<(DeliveryRow Row, long Number)> rows)
    {
        if (rows.Count == 0) return [];
        var ids = await session.NextIdsAsync(rows.Count);
        rows = [.. rows.Select((one, i) => (one.Row with { Id = ids[i] }, one.Number))];
        var reserved = await session.QueryRowsAsync(_reserve, static row => row.GetInt64(0), Reserved, rows);
        if (reserved.Count == 0) return [];
        var mine = reserved.ToHashSet();
        var given = rows.ConvertAll(static one => one.Row).FindAll(row => mine.Contains(row.Id));
        var profiles = await DeviceProfiles.ReadAsync(
            session, _profiles, given[0].App, [.. given.Select(static row => row.Device).Distinct()]);
        given = given.ConvertAll(row => row with
        {
            CountedAs = new CountedAs(profiles.GetValueOrDefault(row.Device), AudienceKind.Everyone, isTask: true),
        });
        return await _deliveries.AddAsync(session, given);
    }

    private static string NameOf(AppKey app, string device) => string.Create(CultureInfo.InvariantCulture, $"offer {app.Value} {device}");
}
