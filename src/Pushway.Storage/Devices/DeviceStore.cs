using Microsoft.Extensions.Options;
using Pushway.Core.Apps;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Pushes;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;
using Pushway.Storage.Vendors;

namespace Pushway.Storage.Devices;

/// <summary>Devices: how they come, are seen and go.</summary>
internal sealed partial class DeviceStore : IDeviceStore
{
    private static readonly TimeSpan NonceLife = TimeSpan.FromHours(24);

    private const string ForgetNonce = """
        UPDATE devices SET nonce_hash = NULL, nonce_at = NULL
        WHERE app = @app AND nonce_hash = @nonce_hash AND provisional AND nonce_at <= @oldest
        """;
    private const string Insert = """
        INSERT INTO devices (app, device_id, provisional, nonce_hash, nonce_at, platform, profile, created_at)
        VALUES (@app, @device_id, TRUE, @nonce_hash, @now, @platform, @profile, @now)
        ON CONFLICT (app, nonce_hash) WHERE provisional DO UPDATE SET nonce_hash = excluded.nonce_hash
        RETURNING device_id, generation
        """;
    private const string Exists = "SELECT 1 FROM devices WHERE app = @app AND device_id = @device_id";

    private static readonly RowSet<SeenDevice> Seen = new(
        "r",
        new NumberColumn<SeenDevice>("app", seen => seen.Address.App.Value),
        new TextColumn<SeenDevice>("device_id", seen => seen.Address.Device.Value),
        new NumberColumn<SeenDevice>("seen_at", seen => seen.At.Ms()));

    private readonly Database _database;
    private readonly DeliveryEnding _ending;
    private readonly BindingChanges _bindings;
    private readonly FactsReading _facts;
    private readonly BroadcastsToVendors _toVendors;
    private readonly string _touch;
    private readonly string _deleteProvisional;

    public DeviceStore(Database database, IOptions<PushOptions> options, VendorOrder vendors)
    {
        _database = database;
        var dialect = database.Dialect;
        _ending = new DeliveryEnding(dialect, vendors);
        _bindings = new BindingChanges(dialect, _ending, new Crowding(dialect, options.Value.MaxWaiting), vendors);
        _holder = "SELECT device_id FROM vendor_tokens WHERE app = @app AND vendor = @vendor AND token = @token"
            + dialect.ForUpdate();
        _facts = new FactsReading(dialect, vendors);
        _toVendors = new BroadcastsToVendors(dialect, vendors);
        _touch = $"""
            UPDATE devices SET provisional = FALSE, nonce_hash = NULL, nonce_at = NULL,
                last_seen_at = CASE WHEN last_seen_at > r.seen_at THEN last_seen_at ELSE r.seen_at END
            FROM {dialect.Rows(Seen)}
            WHERE devices.app = r.app AND devices.device_id = r.device_id
            """;
        _import = $"""
            INSERT INTO devices (app, device_id, generation, provisional, created_at)
            SELECT @app, r.device_id, 0, FALSE, @now FROM {dialect.Rows(Imports)} WHERE TRUE ORDER BY r.device_id
            ON CONFLICT (device_id, app) DO NOTHING
            """;
        _inUse = $"SELECT device_id FROM devices WHERE app = @app AND {dialect.In("device_id", "@ids")} AND generation > 0";
        _tokensInUse = $"""
            SELECT r.device_id FROM {dialect.Rows(Imports)}
            JOIN vendor_tokens t ON t.app = @app AND t.vendor = r.vendor AND t.token = r.token AND t.device_id <> r.device_id
            JOIN devices d ON d.device_id = t.device_id AND d.app = t.app
            WHERE d.generation > 0
            """;
        _deleteProvisional = $"""
            WITH old AS MATERIALIZED (
                SELECT app, device_id FROM devices WHERE provisional AND created_at < @created_before
                ORDER BY created_at LIMIT @limit{dialect.SkipLocked})
            DELETE FROM devices WHERE (app, device_id) IN (SELECT app, device_id FROM old)
            RETURNING app, device_id
            """;
    }

    public Task<IssuedId> IssueAsync(AppKey app, NewDevice device, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    ForgetNonce, ("app", app.Value), ("nonce_hash", device.NonceHash),
                    ("oldest", (device.Now - NonceLife).Ms()));
                var profile = await DeviceProfiles.OfAsync(session, app, device.Platform, version: null);
                return await session.FirstAsync(
                    Insert, static row => new IssuedId(new DeviceId(row.GetString(0)), row.GetInt32(1)),
                    ("app", app.Value),
                    ("device_id", device.Candidate.Value), ("nonce_hash", device.NonceHash), ("now", device.Now.Ms()),
                    ("platform", device.Platform), ("profile", profile));
            },
            cancellation);

    public Task TouchAsync(IReadOnlyList<SeenDevice> seen, CancellationToken cancellation)
    {
        if (seen.Count == 0) return Task.CompletedTask;
        var latest = seen.GroupBy(device => device.Address).Select(same => same.MaxBy(device => device.At)).ToList();
        return _database.WriteAsync(session => session.ExecuteRowsAsync(_touch, Seen, latest), cancellation);
    }

    public Task<int> DeleteProvisionalAsync(
        DateTimeOffset createdBefore, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                var gone = await session.QueryAsync(
                    _deleteProvisional,
                    static row => new DeviceAddress(new AppKey(row.GetInt32(0)), new DeviceId(row.GetString(1))),
                    ("created_before", createdBefore.Ms()), ("limit", limit));
                foreach (var address in gone) await _bindings.ForgetAsync(session, address, now.Ms());
                return gone.Count;
            },
            cancellation);
}
