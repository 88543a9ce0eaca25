using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Vendors;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>A message that a vendor is to take back.</summary>
internal sealed record VendorRecallRow(long Id, string Channel, string Token, string? MessageId, long DueAt, long ExpiresAt)
{
    public static readonly RowSet<VendorRecallRow> Set = new(
        "r",
        new NumberColumn<VendorRecallRow>("delivery_id", row => row.Id),
        new TextColumn<VendorRecallRow>("channel", row => row.Channel),
        new TextColumn<VendorRecallRow>("token", row => row.Token),
        new TextColumn<VendorRecallRow>("message_id", row => row.MessageId),
        new NumberColumn<VendorRecallRow>("due_at", row => row.DueAt),
        new NumberColumn<VendorRecallRow>("expires_at", row => row.ExpiresAt));
}

/// <summary>One that is due.</summary>
internal sealed record DueRecall(VendorRecall Recall, long ExpiresAt)
{
    public static DueRecall Read(DbDataReader row) =>
        new(
            new VendorRecall(
                new DeliveryId(row.GetInt64(0)),
                new DeliveryId(row.GetInt64(row.GetInt32(7) == DeliveryRow.BroadcastTarget ? 8 : 0)), new DeviceAddress(new AppKey(row.GetInt32(1)), new DeviceId(row.GetString(2))),
                row.GetString(3), row.TextOrNull(4), row.GetInt32(5) + 1),
            row.GetInt64(6));
}
