using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>A delivery's place in a vendor channel's queue.</summary>
internal sealed record QueueRow(
    long Id, string Channel, long DueAt, int Attempts = 0, int Repeats = 0, string? Lease = null, string Refused = "")
{
    /// <summary>In this queue are deliveries of <c>own-first</c> that the own connection has until they are due.</summary>
    public const string OwnChannel = "gateway";

    public static readonly RowSet<QueueRow> Set = new(
        "r",
        new NumberColumn<QueueRow>("delivery_id", row => row.Id),
        new TextColumn<QueueRow>("channel", row => row.Channel),
        new NumberColumn<QueueRow>("due_at", row => row.DueAt),
        new NumberColumn<QueueRow>("attempts", row => row.Attempts),
        new NumberColumn<QueueRow>("repeats", row => row.Repeats),
        new TextColumn<QueueRow>("lease_owner", row => row.Lease),
        new TextColumn<QueueRow>("refused", row => row.Refused));

    /// <summary>Puts it in, or back in anew.</summary>
    public static string Put(Dialect dialect) => $"""
        INSERT INTO vendor_queue ({Set.Names}) SELECT {Set.List} FROM {dialect.Rows(Set)} WHERE TRUE
        ON CONFLICT (delivery_id) DO UPDATE SET channel = excluded.channel, due_at = excluded.due_at,
            attempts = excluded.attempts, repeats = excluded.repeats, lease_owner = excluded.lease_owner,
            refused = excluded.refused
        """;
}
