using System.Globalization;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Receipts;

/// <summary>Writes receipts in the transaction of the change they tell of.</summary>
internal sealed partial class ReceiptOutbox
{
    private static readonly RowSet<(long Id, PendingReceipt Receipt)> Set = new(
        "r",
        new NumberColumn<(long Id, PendingReceipt Receipt)>("receipt_id", row => row.Id),
        new NumberColumn<(long Id, PendingReceipt Receipt)>("app", row => row.Receipt.App),
        new NumberColumn<(long Id, PendingReceipt Receipt)>("push_id", row => row.Receipt.Push),
        new TextColumn<(long Id, PendingReceipt Receipt)>("msg_key", row => row.Receipt.Key),
        new TextColumn<(long Id, PendingReceipt Receipt)>("target", row => row.Receipt.Target),
        new TextColumn<(long Id, PendingReceipt Receipt)>("device_id", row => row.Receipt.Device),
        new TextColumn<(long Id, PendingReceipt Receipt)>("event", row => row.Receipt.Event),
        new TextColumn<(long Id, PendingReceipt Receipt)>("reason", row => row.Receipt.Reason),
        new TextColumn<(long Id, PendingReceipt Receipt)>("channel", row => row.Receipt.Channel),
        new NumberColumn<(long Id, PendingReceipt Receipt)>("happened_at", row => row.Receipt.At),
        new NumberColumn<(long Id, PendingReceipt Receipt)>("seq", row => row.Receipt.Sequence),
        new NumberColumn<(long Id, PendingReceipt Receipt)>("attempts", static _ => 0),
        new NumberColumn<(long Id, PendingReceipt Receipt)>("created_at", row => row.Receipt.At),
        new NumberColumn<(long Id, PendingReceipt Receipt)>("next_attempt_at", row => row.Receipt.At));

    private readonly string _wanted;

    public ReceiptOutbox(Dialect dialect) =>
        _wanted = $"SELECT app, events FROM callbacks WHERE enabled AND {dialect.In("app", "@apps")}";

    /// <summary>The key of a receipt whose caller gave none.</summary>
    public static string KeyOf(long id) => id.ToString(CultureInfo.InvariantCulture);

    public async ValueTask AddAsync(Session session, List<PendingReceipt> receipts)
    {
        if (receipts.Count == 0) return;
        var apps = receipts.Select(receipt => receipt.App).Distinct().ToArray();
        var callbacks = await session.QueryAsync(
            _wanted, static row => (App: row.GetInt64(0), Events: row.GetString(1)), ("apps", apps));
        if (callbacks.Count == 0) return;
        var events = callbacks.ToDictionary(callback => callback.App, callback => callback.Events);
        receipts = receipts.FindAll(receipt =>
            events.TryGetValue(receipt.App, out var wanted)
            && wanted.Contains($",{receipt.Event},", StringComparison.Ordinal));
        if (receipts.Count == 0) return;
        var ids = await session.NextIdsAsync(receipts.Count);
        var rows = receipts.Select((receipt, i) => (ids[i], receipt)).ToList();
        await session.InsertAsync("receipts", Set, rows);
    }
}
