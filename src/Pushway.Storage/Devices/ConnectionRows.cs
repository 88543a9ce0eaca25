using Pushway.Core.Devices;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Devices;

/// <summary>The history of connections: added in batches, for many devices at once.</summary>
internal sealed class ConnectionRows
{
    private static readonly RowSet<EndedConnection> Set = new(
        "r",
        new NumberColumn<EndedConnection>("app", row => row.Address.App.Value),
        new TextColumn<EndedConnection>("device_id", row => row.Address.Device.Value),
        new NumberColumn<EndedConnection>("connected_at", row => row.Connection.Connection.ConnectedAt.Ms()),
        new NumberColumn<EndedConnection>("ended_at", row => row.Connection.EndedAt.Ms()),
        new TextColumn<EndedConnection>("reason", row => row.Connection.Reason),
        new TextColumn<EndedConnection>("transport", row => row.Connection.Connection.Transport),
        new TextColumn<EndedConnection>("protocol", row => row.Connection.Connection.Protocol),
        new TextColumn<EndedConnection>("node", row => row.Connection.Connection.Node));

    private static readonly RowSet<DeviceAddress> Devices = new(
        "r",
        new NumberColumn<DeviceAddress>("app", address => address.App.Value),
        new TextColumn<DeviceAddress>("device_id", address => address.Device.Value));

    private readonly string _add;
    private readonly string _trim;

    public ConnectionRows(Dialect dialect)
    {
        // A connection of the same millisecond as another of its device is left out.
        _add = $"""
            INSERT INTO connection_history ({Set.Names})
            SELECT {Set.List} FROM {dialect.Rows(Set)}
            WHERE EXISTS (SELECT 1 FROM devices d WHERE d.device_id = r.device_id AND d.app = r.app)
            ON CONFLICT (device_id, app, connected_at) DO NOTHING
            """;
        _trim = $"""
            DELETE FROM connection_history WHERE (device_id, app, connected_at) IN (
                SELECT h.device_id, h.app, h.connected_at
                FROM {dialect.Rows(Devices)} JOIN connection_history h ON h.device_id = r.device_id AND h.app = r.app
                WHERE h.connected_at <= (
                    SELECT k.connected_at FROM connection_history k
                    WHERE k.device_id = r.device_id AND k.app = r.app
                    ORDER BY k.connected_at DESC LIMIT 1 OFFSET {DeviceHistory.Kept}))
            """;
    }

    public async ValueTask<int> AddAsync(Session session, IReadOnlyList<EndedConnection> ended)
    {
        var added = await session.ExecuteRowsAsync(_add, Set, ended);
        var devices = ended.Select(static one => one.Address).Distinct().ToList();
        await session.ExecuteRowsAsync(_trim, Devices, devices);
        return added;
    }
}
