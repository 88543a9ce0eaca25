using System.Data.Common;
using System.Globalization;
using Pushway.Core.Events;
using Pushway.Core.Tracing;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Tracing;

/// <summary>Puts into traces what devices said of their messages.</summary>
internal sealed class PastEvents(Dialect dialect)
{
    private static readonly RowSet<DeliveryTrace> Traces = new(
        "r",
        new NumberColumn<DeliveryTrace>("message_id", trace => long.Parse(trace.Id, CultureInfo.InvariantCulture)),
        new TextColumn<DeliveryTrace>("device_id", trace => trace.Device!.Value.Value));

    private readonly string _find = $"""
        SELECT e.message_id, e.device_id, e.event, e.happened_at, e.recorded_at
        FROM {dialect.Rows(Traces)} JOIN client_events e ON e.message_id = r.message_id AND e.device_id = r.device_id
        ORDER BY e.happened_at, e.event
        """;

    public async ValueTask<List<DeliveryTrace>> AddAsync(Session session, List<DeliveryTrace> traces)
    {
        var onDevices = traces.FindAll(static trace => trace.Device is not null);
        if (onDevices.Count == 0) return traces;
        var events = (await session.QueryRowsAsync(_find, Read, Traces, onDevices))
            .ToLookup(static row => row.Key, static row => row.Event);
        return traces.ConvertAll(
            trace => trace.Device is { } device && events[(trace.Id, device.Value)].ToList() is { Count: > 0 } found
                ? trace with { Events = found }
                : trace);
    }

    private static ((string Message, string Device) Key, PastEvent Event) Read(DbDataReader row) =>
        ((row.GetInt64(0).ToString(CultureInfo.InvariantCulture), row.GetString(1)),
            new PastEvent((ClientEventKind)row.GetInt32(2), row.Time(3), row.Time(4)));
}
