using Pushway.Core.Dispatching;
using Pushway.Storage.Sql;
using Pushway.Storage.Statistics;
using Pushway.Storage.Vendors;

namespace Pushway.Storage.Dispatching;

/// <summary>The statements that make outcomes durable, each for many at once.</summary>
internal sealed class OutcomeStatements(Dialect dialect)
{
    /// <summary>Outcomes of deliveries, or of broadcasts.</summary>
    public static readonly RowSet<DeliveryOutcome> Outcomes = new(
        "r",
        new NumberColumn<DeliveryOutcome>("id", outcome => outcome.Id.Value),
        new NumberColumn<DeliveryOutcome>("app", outcome => outcome.Address.App.Value),
        new TextColumn<DeliveryOutcome>("device_id", outcome => outcome.Address.Device.Value),
        new NumberColumn<DeliveryOutcome>("number", outcome => outcome.BroadcastNumber),
        new NumberColumn<DeliveryOutcome>("state", outcome => (int)outcome.State),
        new TextColumn<DeliveryOutcome>("reason", outcome => outcome.Reason),
        new TextColumn<DeliveryOutcome>("channel", outcome => outcome.Channel),
        new TextColumn<DeliveryOutcome>("node", outcome => outcome.Node),
        new NumberColumn<DeliveryOutcome>("sent_at", outcome => outcome.SentAt.Ms()),
        new NumberColumn<DeliveryOutcome>("at", outcome => outcome.At.Ms()));

    /// <summary>User targets that a device has confirmed.</summary>
    public static readonly RowSet<EndedDelivery> DoneTargets = new(
        "r",
        new NumberColumn<EndedDelivery>("push_id", row => row.Push),
        new NumberColumn<EndedDelivery>("target_no", row => row.TargetNo),
        new NumberColumn<EndedDelivery>("at", row => row.At));

    /// <summary>How many confirmations more a broadcast has.</summary>
    public static readonly RowSet<(long Push, long Count)> Counts = new(
        "r",
        new NumberColumn<(long Push, long Count)>("push_id", row => row.Push),
        new NumberColumn<(long Push, long Count)>("delivered", row => row.Count));

    /// <summary>What the device says of the own copy does not end what a vendor has by now.</summary>
    private const string IsOwner = $"coalesce(deliveries.owner, '{QueueRow.OwnChannel}') = r.channel";

    private readonly string _match = $"""
        FROM {dialect.Rows(Outcomes)}
        WHERE delivery_id = r.id AND deliveries.app = r.app AND deliveries.device_id = r.device_id
        """;

    public string Sent => field ??= $"""
        UPDATE deliveries SET state = 1, sent_at = r.sent_at, sent_node = r.node, channel = r.channel,
            counted_as = {CountedAs.Send}
        {_match} AND deliveries.state <= 1 AND {IsOwner}
        {SentDelivery.Returning}
        """;

    public string Delivered => field ??= $"""
        UPDATE deliveries SET state = 3, reason = NULL, channel = r.channel, sent_at = r.sent_at, sent_node = r.node,
            finished_at = r.at, finished_node = r.node, event_seq = event_seq + 1, counted_as = {CountedAs.Send},
            ended_before = CASE WHEN deliveries.state > 3 THEN {EndedBefore.Of("deliveries")} END
        {_match} AND deliveries.state <> 3
        {EndedDelivery.Returning}
        """;

    public string Rejected => field ??= $"""
        UPDATE deliveries SET state = 6, reason = r.reason, channel = r.channel,
            finished_at = r.at, finished_node = r.node, event_seq = event_seq + 1
        {_match} AND deliveries.state <= 2 AND {IsOwner}
        {EndedDelivery.Returning}
        """;

    public string Done { get; } = $"""
        UPDATE targets SET state = 2, reason = NULL, finished_at = r.at
        FROM {dialect.Rows(DoneTargets)}
        WHERE targets.push_id = r.push_id AND targets.target_no = r.target_no AND targets.state <> 2
        """;

    /// <summary>A device that really has the broadcast wins over an earlier refusal; any other repeat changes
    /// nothing. In order, whatever the planner joins with: batches of two nodes must lock rows alike. A recall of the broadcast waits for
    /// the batch, so that it sees these confirmations; or the batch sees the recall.</summary>
    public string Confirm { get; } = $"""
        INSERT INTO broadcast_confirmations
            (app, device_id, number, push_id, state, reason, channel, node, sent_at, finished_at, counted_as)
        SELECT r.app, r.device_id, r.number, p.push_id, r.state, r.reason, r.channel, r.node, r.sent_at, r.at,
            {CountedAs.BroadcastToDevice}
        FROM {dialect.Rows(Outcomes)} JOIN pushes p ON p.push_id = r.id
        WHERE p.app = r.app AND p.broadcast_number = r.number
        ORDER BY p.push_id, r.device_id{dialect.ForUpdate("p")}
        ON CONFLICT (app, device_id, number) DO UPDATE
        SET state = excluded.state, reason = excluded.reason, channel = excluded.channel, node = excluded.node,
            sent_at = excluded.sent_at, finished_at = excluded.finished_at,
            event_seq = broadcast_confirmations.event_seq + 1,
            ended_before = {EndedBefore.Of("broadcast_confirmations")}
        WHERE excluded.state = 3 AND broadcast_confirmations.state <> 3
        RETURNING {ConfirmedBroadcast.Columns}
        """;

    public string Count { get; } = $"""
        INSERT INTO broadcast_counts (push_id, delivered)
        SELECT r.push_id, r.delivered FROM {dialect.Rows(Counts)} WHERE TRUE
        ON CONFLICT (push_id) DO UPDATE SET delivered = broadcast_counts.delivered + excluded.delivered
        """;
}
