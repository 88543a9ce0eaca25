using Pushway.Core.Apps;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;
using Pushway.Core.Shaping;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Sql;
using Pushway.Storage.Vendors;

namespace Pushway.Storage.Shaping;

/// <summary>Holds new deliveries, or ends those that are too many, before anybody else owns them. Pushes without a shape cost nothing here.</summary>
internal sealed class Shaper
{
    private static readonly RowSet<DeviceDay> Days = new(
        "r",
        new TextColumn<DeviceDay>("device_id", row => row.Device),
        new NumberColumn<DeviceDay>("day", row => row.Day),
        new NumberColumn<DeviceDay>("messages", row => row.Count));

    private readonly string _zones;
    private readonly string _count;

    public Shaper(Dialect dialect)
    {
        _zones = $"""
            SELECT device_id, time_zone FROM devices
            WHERE app = @app AND {dialect.In("device_id", "@ids")} AND time_zone IS NOT NULL
            """;
        _count = $"""
            INSERT INTO device_days (app, device_id, day, messages)
            SELECT @app, r.device_id, r.day, r.messages FROM {dialect.Rows(Days)} WHERE TRUE ORDER BY r.device_id, r.day
            ON CONFLICT (device_id, app, day) DO UPDATE SET messages = device_days.messages + excluded.messages
            RETURNING device_id, day, messages
            """;
    }

    public async ValueTask<List<DeliveryRow>> ApplyAsync(
        Session session, AppKey app, List<DeliveryRow> rows, long now, bool isCounted)
    {
        if (!rows.Exists(static row => row.Shape is not null)) return rows;
        var zones = await ReadZonesAsync(session, app, rows.Where(static row => row.Shape is not null).Select(static row => row.Device));
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now);
        rows = rows.ConvertAll(row => Hold(row, zones, at));
        return isCounted ? await CapAsync(session, app, rows, zones, at) : rows;
    }

    /// <summary>The time zones that devices have reported.</summary>
    public async ValueTask<Dictionary<string, TimeZoneInfo>> ReadZonesAsync(Session session, AppKey app, IEnumerable<string> devices)
    {
        var found = await session.QueryAsync(
            _zones, static row => (Device: row.GetString(0), Zone: row.GetString(1)), ("app", app.Value),
            ("ids", devices.Distinct().ToArray()));
        var zones = new Dictionary<string, TimeZoneInfo>(found.Count, StringComparer.Ordinal);
        foreach (var (device, name) in found)
        {
            if (LocalTime.FindZone(name) is { } zone) zones[device] = zone;
        }
        return zones;
    }

    public static TimeZoneInfo ZoneOf(string device, Shape shape, Dictionary<string, TimeZoneInfo> zones) =>
        zones.GetValueOrDefault(device) ?? LocalTime.FindZone(shape.TimeZone) ?? TimeZoneInfo.Utc;

    private static DeliveryRow Hold(DeliveryRow row, Dictionary<string, TimeZoneInfo> zones, DateTimeOffset now)
    {
        if (row.Shape is not { } shape || row.Rejection is not null) return row;
        if (Holding.Of(shape, ZoneOf(row.Device, shape, zones), row.TargetNo, now) is not { } hold) return row;
        return row with { Hold = hold, Owner = Holding.Owner, Queue = new QueueRow(0, Holding.Owner, hold.Until.Ms()) };
    }

    /// <summary>Counts in one order for everybody, so that calls for the same devices wait for each other.</summary>
    private async ValueTask<List<DeliveryRow>> CapAsync(
        Session session, AppKey app, List<DeliveryRow> rows, Dictionary<string, TimeZoneInfo> zones, DateTimeOffset now)
    {
        var wanted = rows.Where(static row => row is { Rejection: null, Shape.DailyCap: not null })
            .GroupBy(row => (row.Device, Day: DayOf(row, zones, now)))
            .Select(static group => new DeviceDay(group.Key.Device, group.Key.Day, group.Count()))
            .OrderBy(static day => day.Device, StringComparer.Ordinal).ThenBy(static day => day.Day).ToList();
        if (wanted.Count == 0) return rows;
        var counted = await session.QueryRowsAsync(
            _count, static row => (Key: (row.GetString(0), row.GetInt32(1)), Count: row.GetInt64(2)), Days, wanted, ("app", app.Value));
        var before = counted.ToDictionary(static day => day.Key, static day => day.Count);
        foreach (var day in wanted) before[(day.Device, day.Day)] -= day.Count;
        return rows.ConvertAll(row => row is not { Rejection: null, Shape.DailyCap: { } cap }
            || ++before[(row.Device, DayOf(row, zones, now))] <= cap
                ? row
                : row with { Rejection = DeliveryReasons.DailyCap, Owner = null, Queue = null, Hold = null });
    }

    /// <summary>The day at the device on which the message is to go out.</summary>
    private static int DayOf(DeliveryRow row, Dictionary<string, TimeZoneInfo> zones, DateTimeOffset now) =>
        OccurrenceTimes.DateIn(ZoneOf(row.Device, row.Shape!, zones), row.Hold?.Until ?? now).DayNumber;

    private readonly record struct DeviceDay(string Device, int Day, int Count);
}
