using Pushway.Core.Bindings;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Devices;

/// <summary>Changes a binding and everything that hangs on it. Order of locks: the device's row, then the
/// users, then the device as one whose messages may replace each other.</summary>
internal sealed class BindingChanges(Dialect dialect, DeliveryEnding ending, Crowding crowding, VendorOrder vendors)
{
    private const string InsertRow = """
        INSERT INTO bindings (app, device_id, user_id, epoch, changed_ts, changed_at)
        VALUES (@app, @device_id, NULL, 0, 0, @now)
        ON CONFLICT (app, device_id) DO NOTHING
        """;
    private const string Move =
        "UPDATE bindings SET changed_ts = @ts, changed_at = @now WHERE app = @app AND device_id = @device_id";
    private const string Change = """
        UPDATE bindings SET user_id = @user_id, epoch = epoch + 1, changed_ts = @ts, changed_at = @now
        WHERE app = @app AND device_id = @device_id
        """;
    private const string Evict = """
        UPDATE bindings SET user_id = NULL, epoch = epoch + 1, changed_at = @now
        WHERE app = @app AND device_id = @device_id AND user_id = @user_id
        RETURNING epoch
        """;
    private const string CountOfUser = "SELECT count(*) FROM bindings WHERE app = @app AND user_id = @user_id";
    private const string LongestInactive = """
        SELECT b.device_id
        FROM bindings b LEFT JOIN devices d ON d.app = b.app AND d.device_id = b.device_id
        WHERE b.app = @app AND b.user_id = @user_id AND b.device_id <> @device_id
        ORDER BY coalesce(d.last_seen_at, 0), b.changed_at, b.device_id LIMIT 1
        """;
    private const string DeleteRow = "DELETE FROM bindings WHERE app = @app AND device_id = @device_id";
    private const string DeleteTokens = "DELETE FROM vendor_tokens WHERE app = @app AND device_id = @device_id";

    private readonly WaitingTargets _waiting = new(dialect, crowding, vendors);
    private readonly string _hold =
        $"SELECT user_id, epoch, changed_ts FROM bindings WHERE app = @app AND device_id = @device_id{dialect.ForUpdate()}";

    /// <summary>Locks the device's row, making it first if the device was never bound.</summary>
    public async ValueTask<HeldBinding> HoldAsync(Session session, DeviceAddress address, long now)
    {
        await session.ExecuteAsync(InsertRow, ("app", address.App.Value), ("device_id", address.Device.Value), ("now", now));
        return await session.FirstAsync(
            _hold, static row => new HeldBinding(new DeviceBinding(row.TextOrNull(0), row.GetInt64(1)), row.GetInt64(2)),
            ("app", address.App.Value), ("device_id", address.Device.Value));
    }

    /// <summary>Notes a newer request that changes nothing else.</summary>
    public static ValueTask<int> MoveAsync(Session session, DeviceAddress address, BindingRequest request) =>
        session.ExecuteAsync(
            Move, ("ts", request.Timestamp), ("now", request.Now.Ms()), ("app", address.App.Value),
            ("device_id", address.Device.Value));

    public async ValueTask<BindingChange> BindAsync(
        Session session, DeviceAddress address, DeviceBinding before, string user, BindingRequest request)
    {
        await LockAsync(session, address, before.UserId, user);
        await Crowding.LockAsync(session, address);
        var now = request.Now.Ms();
        var binding = await ChangeAsync(session, address, before, user, request);
        await HistoryRows.AddBindingAsync(session, address, binding.Epoch, BindingCause.Bound, user, now);
        if (before.UserId is not null)
            await ending.RevokeAsync(session, address, DeliveryReasons.UserChanged, now);
        await _waiting.SendToAsync(session, address, binding, now);
        return new BindingChange(binding, Applied: true, await EvictAsync(session, address, user, now));
    }

    public async ValueTask<BindingChange> UnbindAsync(
        Session session, DeviceAddress address, DeviceBinding before, BindingRequest request)
    {
        await LockAsync(session, address, before.UserId, null);
        var now = request.Now.Ms();
        var binding = await ChangeAsync(session, address, before, null, request);
        await HistoryRows.AddBindingAsync(
            session, address, binding.Epoch, BindingCause.Unbound, before.UserId!, now);
        await ending.RevokeAsync(session, address, DeliveryReasons.Unbound, now);
        return new BindingChange(binding, Applied: true, Evicted: null);
    }

    /// <summary>Removes what hangs on a device that was deleted.</summary>
    public async ValueTask ForgetAsync(Session session, DeviceAddress address, long now)
    {
        var held = await session.FirstAsync(
            _hold, static row => row.TextOrNull(0), ("app", address.App.Value), ("device_id", address.Device.Value));
        await LockAsync(session, address, held, null);
        await ending.DeviceGoneAsync(session, address, DeliveryReasons.ProvisionalDeleted, now);
        await session.ExecuteAsync(DeleteTokens, ("app", address.App.Value), ("device_id", address.Device.Value));
        await HistoryRows.ForgetAsync(session, address);
        await session.ExecuteAsync(DeleteRow, ("app", address.App.Value), ("device_id", address.Device.Value));
    }

    private static async ValueTask<DeviceBinding> ChangeAsync(
        Session session, DeviceAddress address, DeviceBinding before, string? user, BindingRequest request)
    {
        await session.ExecuteAsync(
            Change, ("user_id", user), ("ts", request.Timestamp), ("now", request.Now.Ms()), ("app", address.App.Value),
            ("device_id", address.Device.Value));
        return new DeviceBinding(user, before.Epoch + 1);
    }

    private async ValueTask<DeviceId?> EvictAsync(Session session, DeviceAddress bound, string user, long now)
    {
        var devices = await session.FirstAsync(
            CountOfUser, static row => row.GetInt64(0), ("app", bound.App.Value), ("user_id", user));
        if (devices <= BindingLimits.DevicesPerUser) return null;
        var device = await session.FirstAsync(
            LongestInactive, static row => row.GetString(0), ("app", bound.App.Value), ("user_id", user),
            ("device_id", bound.Device.Value));
        var evicted = bound with { Device = new DeviceId(device!) };
        var epoch = await session.FirstAsync(
            Evict, static row => row.GetInt64(0), ("now", now), ("app", bound.App.Value),
            ("device_id", evicted.Device.Value), ("user_id", user));
        await HistoryRows.AddBindingAsync(session, evicted, epoch, BindingCause.Evicted, user, now);
        await ending.RevokeAsync(session, evicted, DeliveryReasons.Unbound, now);
        return evicted.Device;
    }

    private static ValueTask LockAsync(Session session, DeviceAddress address, string? before, string? after)
    {
        var users = new[] { before, after }.OfType<string>().Select(user => UserLock.Of(address.App, user)).ToList();
        return session.LockAsync(users, exclusive: true);
    }
}
