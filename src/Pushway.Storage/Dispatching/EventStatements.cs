using Pushway.Core.Events;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Dispatching;

/// <summary>The statements that make client events durable, each for many at once.</summary>
internal sealed class EventStatements(Dialect dialect)
{
    /// <summary>Which messages of which devices events are about.</summary>
    public static readonly RowSet<ClientEvent> Named = new(
        "r",
        new NumberColumn<ClientEvent>("id", one => one.Id.Value),
        new NumberColumn<ClientEvent>("app", one => one.Address.App.Value),
        new TextColumn<ClientEvent>("device_id", one => one.Address.Device.Value));

    public static readonly RowSet<DatedEvent> Dated = new(
        "r",
        new NumberColumn<DatedEvent>("message_id", row => row.Message.Id),
        new TextColumn<DatedEvent>("device_id", row => row.Message.Address.Device.Value),
        new NumberColumn<DatedEvent>("event", row => (int)row.Kind),
        new NumberColumn<DatedEvent>("app", row => row.Message.Address.App.Value),
        new NumberColumn<DatedEvent>("push_id", row => row.Message.Push),
        new NumberColumn<DatedEvent>("happened_at", row => row.HappenedAt),
        new NumberColumn<DatedEvent>("recorded_at", row => row.RecordedAt));

    /// <summary>How many receipts more a message has.</summary>
    public static readonly RowSet<(EventMessage Message, int Count)> Steps = new(
        "r",
        new NumberColumn<(EventMessage Message, int Count)>("id", row => row.Message.Id),
        new NumberColumn<(EventMessage Message, int Count)>("app", row => row.Message.Address.App.Value),
        new TextColumn<(EventMessage Message, int Count)>("device_id", row => row.Message.Address.Device.Value),
        new NumberColumn<(EventMessage Message, int Count)>("number", row => row.Message.BroadcastNumber),
        new NumberColumn<(EventMessage Message, int Count)>("steps", row => row.Count));

    /// <summary>How many events more a push has.</summary>
    public static readonly RowSet<(long Push, int Kind, long Count)> Counts = new(
        "r",
        new NumberColumn<(long Push, int Kind, long Count)>("push_id", row => row.Push),
        new NumberColumn<(long Push, int Kind, long Count)>("event", row => row.Kind),
        new NumberColumn<(long Push, int Kind, long Count)>("total", row => row.Count));

    /// <summary>Locks them, in one order, for all that follows.</summary>
    public string FindDeliveries { get; } = $"""
        SELECT d.delivery_id, d.app, d.device_id, d.push_id, d.created_at, d.state, d.channel, d.sent_at
        FROM {dialect.Rows(Named)} JOIN deliveries d
            ON d.delivery_id = r.id AND d.app = r.app AND d.device_id = r.device_id
        ORDER BY d.delivery_id{dialect.ForUpdate("d")}
        """;

    /// <summary>The plus keeps SQLite from walking over all broadcasts to look each up among the events.</summary>
    public string FindBroadcasts { get; } = $"""
        SELECT p.push_id, r.app, r.device_id, p.broadcast_number, p.accepted_at, c.channel, c.sent_at
        FROM {dialect.Rows(Named)} JOIN pushes p ON p.push_id = r.id AND p.app = r.app
        LEFT JOIN broadcast_confirmations c
            ON c.device_id = r.device_id AND c.app = r.app AND c.number = p.broadcast_number
        WHERE +p.broadcast_number IS NOT NULL
        """;

    /// <summary>Returns those that are new.</summary>
    public string Insert { get; } = $"""
        INSERT INTO client_events ({Dated.Names})
        SELECT {Dated.List} FROM {dialect.Rows(Dated)} WHERE TRUE
        ORDER BY r.message_id, r.device_id, r.event
        ON CONFLICT (message_id, device_id, event) DO NOTHING
        RETURNING message_id, device_id, event
        """;

    public string StepDeliveries { get; } = $"""
        UPDATE deliveries SET event_seq = event_seq + r.steps
        FROM {dialect.Rows(Steps)} WHERE delivery_id = r.id
        {EndedDelivery.Returning}
        """;

    public string StepBroadcasts { get; } = $"""
        UPDATE broadcast_confirmations SET event_seq = event_seq + r.steps
        FROM {dialect.Rows(Steps)}
        WHERE broadcast_confirmations.device_id = r.device_id AND broadcast_confirmations.app = r.app
            AND broadcast_confirmations.number = r.number
        RETURNING {ConfirmedBroadcast.Columns}
        """;

    public string Count { get; } = $"""
        INSERT INTO event_counts (push_id, event, total)
        SELECT r.push_id, r.event, r.total FROM {dialect.Rows(Counts)} WHERE TRUE
        ORDER BY r.push_id, r.event
        ON CONFLICT (push_id, event) DO UPDATE SET total = event_counts.total + excluded.total
        """;
}
