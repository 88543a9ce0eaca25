using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Devices;

/// <summary>What is known about devices and users.</summary>
internal sealed class DeviceHistoryStore : IDeviceHistoryStore
{
    private readonly Database _database;
    private readonly ConnectionRows _connections;
    private readonly string _broadcasts;

    public DeviceHistoryStore(Database database)
    {
        _database = database;
        _connections = new ConnectionRows(database.Dialect);
        _broadcasts = ViewReading.Broadcasts(database.Dialect);
    }

    public async Task<DeviceView?> FindDeviceAsync(
        DeviceAddress address, IReadOnlyList<PushId> open, DateTimeOffset now, CancellationToken cancellation) =>
        await _database.SnapshotAsync(
            async session =>
            {
                (string, object?)[] key = [("app", address.App.Value), ("device_id", address.Device.Value)];
                var device = await session.FirstAsync(DeviceStore.Find, row => DeviceStore.Read(row, address), key);
                if (device is null) return null;
                var tokens = await session.QueryAsync(ViewReading.Tokens, ViewReading.Token, key);
                var since = await session.FirstAsync(
                    ViewReading.BoundSince, static row => row.TimeOrNull(0), [.. key, ("epoch", device.Binding.Epoch)]);
                var waiting = await ReadWaitingAsync(session, key, open, now);
                return new DeviceView(
                    device with { VendorTokens = tokens.ConvertAll(static token => token.Token) },
                    device.Binding.UserId is null ? null : since,
                    tokens,
                    await ReadHistoryAsync(session, key),
                    [.. waiting.Take(DeviceView.MaxWaiting)],
                    waiting.Count > DeviceView.MaxWaiting);
            },
            cancellation);

    public async Task<UserView> FindUserAsync(
        AppKey app, string userId, DateTimeOffset now, CancellationToken cancellation) =>
        await _database.SnapshotAsync(
            async session =>
            {
                var devices = await session.QueryAsync(
                    ViewReading.BoundDevices, ViewReading.BoundDevice, ("app", app.Value), ("user_id", userId));
                var waiting = await session.QueryAsync(
                    ViewReading.Targets, ViewReading.Target, ("app", app.Value), ("user_id", userId), ("now", now.Ms()),
                    ("limit", UserView.MaxWaiting + 1));
                var hasMore = waiting.Count > UserView.MaxWaiting;
                return new UserView(devices, [.. waiting.Take(UserView.MaxWaiting)], hasMore);
            },
            cancellation);

    public Task AddConnectionsAsync(IReadOnlyList<EndedConnection> ended, CancellationToken cancellation) =>
        ended.Count == 0
            ? Task.CompletedTask
            : _database.WriteAsync(session => _connections.AddAsync(session, ended), cancellation);

    private static async ValueTask<DeviceHistory> ReadHistoryAsync(Session session, (string, object?)[] key)
    {
        (string, object?)[] latest = [.. key, ("kept", DeviceHistory.Kept)];
        return new DeviceHistory(
            await session.QueryAsync(ViewReading.Bindings, ViewReading.Binding, latest),
            await session.QueryAsync(ViewReading.TokenChanges, ViewReading.TokenChange, latest),
            await session.QueryAsync(ViewReading.Connections, ViewReading.Connection, latest));
    }

    /// <summary>Deliveries and broadcasts in order of acceptance; one more than is listed, if there is.</summary>
    private async ValueTask<List<WaitingMessage>> ReadWaitingAsync(
        Session session, (string, object?)[] key, IReadOnlyList<PushId> open, DateTimeOffset now)
    {
        var limit = ("limit", (object?)(DeviceView.MaxWaiting + 1));
        var waiting = await session.QueryAsync(ViewReading.Deliveries, ViewReading.Delivery, [.. key, ("now", now.Ms()), limit]);
        if (open.Count == 0) return waiting;
        var ids = open.Select(static push => push.Value).ToArray();
        waiting.AddRange(await session.QueryAsync(_broadcasts, ViewReading.Broadcast, [.. key, ("open", ids), limit]));
        return [.. waiting.OrderBy(static message => message.Push.Value)];
    }
}
