using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Tracing;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Tracing;

/// <summary>What explains where messages are.</summary>
internal sealed partial class TraceStore
{
    public async Task<Circumstances> ReadCircumstancesAsync(
        AppKey app, IReadOnlyCollection<DeviceId> devices, IReadOnlyCollection<string> users,
        CancellationToken cancellation) =>
        await _database.SnapshotAsync(
            async session => new Circumstances(
                await DevicesAsync(session, app, [.. devices.Select(static device => device.Value)]),
                await UsersAsync(session, app, [.. users])),
            cancellation);

    private async ValueTask<Dictionary<DeviceId, DeviceCircumstances>> DevicesAsync(Session session, AppKey app, string[] devices)
    {
        if (devices.Length == 0) return [];
        var rows = await session.QueryAsync(_circumstances.Devices, ReadDevice, ("devices", devices), ("app", app.Value));
        return rows.ToDictionary();
    }

    private async ValueTask<Dictionary<string, UserCircumstances>> UsersAsync(Session session, AppKey app, string[] users)
    {
        if (users.Length == 0) return [];
        (string, object?)[] key = [("users", users), ("app", app.Value)];
        var bound = (await session.QueryAsync(
            _circumstances.BoundDevices, static row => KeyValuePair.Create(row.GetString(0), (int)row.GetInt64(1)), key)).ToDictionary();
        var left = (await session.QueryAsync(
            _circumstances.LastUnbound, static row => KeyValuePair.Create(row.GetString(0), row.Time(1)), key)).ToDictionary();
        return users.ToDictionary(
            static user => user,
            user => new UserCircumstances(
                bound.GetValueOrDefault(user), left.TryGetValue(user, out var at) ? at : null));
    }

    private static KeyValuePair<DeviceId, DeviceCircumstances> ReadDevice(DbDataReader row)
    {
        var last = row.IsDBNull(5)
            ? null
            : new PastConnection(
                new OpenConnection(row.Time(5), row.GetString(6), row.GetString(7), row.GetString(8)), row.Time(9),
                row.GetString(10));
        bool? notifications = row.IsDBNull(2) ? null : row.GetBoolean(2);
        return new(
            new DeviceId(row.GetString(0)),
            new DeviceCircumstances(row.TextOrNull(1), notifications, row.TextOrNull(3), row.TimeOrNull(4), last));
    }
}
