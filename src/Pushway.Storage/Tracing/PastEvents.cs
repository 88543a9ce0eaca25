using System.Data.Common;
using System.Globalization;
using Pushway.Core.Events;
using Pushway.Core.Tracing;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Tracing;

/// <summary>Puts into traces what devices said of their messages, and how far taking them back is.</summary>
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

    private readonly string _recalls = $"""
        SELECT e.delivery_id, e.device_id, e.state, e.created_at, e.finished_at
        FROM {dialect.Rows(Traces)} JOIN recalls e ON e.delivery_id = r.message_id AND e.device_id = r.device_id
        """;

    public async ValueTask<List<DeliveryTrace>> AddAsync(Session session, List<DeliveryTrace> traces)
    {
        var onDevices = traces.FindAll(static trace => trace.Device is not null);
        if (onDevices.Count == 0) return traces;
        var events = (await session.QueryRowsAsync(_find, Read, Traces, onDevices))
            .ToLookup(static row => row.Key, static row => row.Event);
        var recalls = (await session.QueryRowsAsync(_recalls, ReadRecall, Traces, onDevices))
            .ToDictionary(static row => row.Key, static row => row.Recall);
        return traces.ConvertAll(trace => trace.Device is { } device ? With(trace, (trace.Id, device.Value), events, recalls) : trace);
    }

    private static DeliveryTrace With(
        DeliveryTrace trace, (string, string) key, ILookup<(string, string), PastEvent> events,
        Dictionary<(string, string), PastRecall> recalls)
    {
        if (events[key].ToList() is { Count: > 0 } found) trace = trace with { Events = found };
        // A delivery knows when it was recalled, which may be before its device turned out to have it.
        return recalls.TryGetValue(key, out var recall)
            ? trace with { Recall = recall with { At = trace.Recall?.At ?? recall.At } }
            : trace;
    }

    private static ((string Message, string Device) Key, PastEvent Event) Read(DbDataReader row) =>
        (Key(row), new PastEvent((ClientEventKind)row.GetInt32(2), row.Time(3), row.Time(4)));

    private static ((string Message, string Device) Key, PastRecall Recall) ReadRecall(DbDataReader row) =>
        (Key(row), new PastRecall(row.Time(3), (RecallState)row.GetInt32(2), row.TimeOrNull(4)));

    private static (string, string) Key(DbDataReader row) =>
        (row.GetInt64(0).ToString(CultureInfo.InvariantCulture), row.GetString(1));
}
