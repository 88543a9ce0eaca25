using Pushway.Core.Apps;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Control;

/// <summary>A message that its device may have and is to take back.</summary>
internal readonly record struct NewRecall(long Push, long Delivery, string Device, string? Key);

/// <summary>Writes recalls; one that is there already stays as it is, and one whose window is over is not made any more.</summary>
internal sealed class RecallRows
{
    private static readonly RowSet<(long Id, NewRecall Recall)> Set = new(
        "r",
        new NumberColumn<(long Id, NewRecall Recall)>("recall_id", row => row.Id),
        new NumberColumn<(long Id, NewRecall Recall)>("push_id", row => row.Recall.Push),
        new NumberColumn<(long Id, NewRecall Recall)>("delivery_id", row => row.Recall.Delivery),
        new TextColumn<(long Id, NewRecall Recall)>("device_id", row => row.Recall.Device),
        new TextColumn<(long Id, NewRecall Recall)>("msg_key", row => row.Recall.Key));

    private readonly string _insert;

    public RecallRows(Dialect dialect) => _insert = $"""
        INSERT INTO recalls (recall_id, app, device_id, push_id, delivery_id, msg_key, state, created_at, expires_at)
        SELECT r.recall_id, p.app, r.device_id, p.push_id, r.delivery_id, r.msg_key, 0, @now, coalesce(p.start_at, p.accepted_at) + @window
        FROM {dialect.Rows(Set)} JOIN pushes p ON p.push_id = r.push_id
        WHERE coalesce(p.start_at, p.accepted_at) + @window > @now
        ORDER BY r.delivery_id, r.device_id
        ON CONFLICT (delivery_id, device_id) DO NOTHING
        RETURNING app, device_id
        """;

    /// <summary>Returns the devices that have something to take back which they did not know of.</summary>
    public async ValueTask<List<DeviceAddress>> AddAsync(Session session, List<NewRecall> recalls, long now)
    {
        if (recalls.Count == 0) return [];
        var ids = await session.NextIdsAsync(recalls.Count);
        var rows = recalls.Select((recall, i) => (ids[i], recall)).ToList();
        return await session.QueryRowsAsync(
            _insert, static row => new DeviceAddress(new AppKey(row.GetInt32(0)), new DeviceId(row.GetString(1))), Set, rows,
            ("now", now), ("window", (long)PushControl.RecallWindow.TotalMilliseconds));
    }
}
