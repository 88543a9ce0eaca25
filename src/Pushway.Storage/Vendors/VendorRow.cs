using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Vendors;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>A delivery in a vendor channel's queue, with its push and its device's token there.</summary>
internal sealed record VendorRow(
    Delivery Delivery,
    DeliveryState State,
    string? Owner,
    DateTimeOffset? SentAt,
    string? SentNode,
    QueueRow Queue,
    ChannelPolicy Policy,
    OnAmbiguous OnAmbiguous,
    string Content,
    string? VendorContent)
{
    /// <summary>The tail of a select that names the queue's rows of interest <c>due</c>.</summary>
    public static readonly string Columns = $"""
        SELECT q.delivery_id, d.push_id, d.app, d.device_id, d.msg_key, d.binding_epoch, d.expires_at, d.state, d.owner,
            d.sent_at, d.sent_node, q.channel, q.due_at, q.attempts, q.repeats, q.lease_owner, q.refused, p.policy,
            p.on_ambiguous, coalesce({TargetContents.Of("d")}, p.content), t.token, p.vendor_content, d.target_no
        FROM due q
        JOIN deliveries d ON d.delivery_id = q.delivery_id
        JOIN pushes p ON p.push_id = d.push_id
        LEFT JOIN vendor_tokens t ON t.device_id = d.device_id AND t.app = d.app AND t.vendor = q.channel
        ORDER BY q.delivery_id
        """;

    public long Id => Delivery.Id.Value;

    public string Device => Delivery.Address.Device.Value;

    /// <summary>Still to be sent by the one in whose queue it is.</summary>
    public bool IsOpen(DateTimeOffset now) =>
        State <= DeliveryState.Sent && Delivery.ExpiresAt > now && (Owner ?? QueueRow.OwnChannel) == Queue.Channel;

    /// <summary>It was asked once without an answer that would say more, so its channel may have it.</summary>
    public bool WasUnclear => Queue.Repeats > 0;

    public MovedDelivery MovedTo(string? channel) => new(Delivery.Id, Delivery.Address, channel);

    public static VendorRow Read(DbDataReader row)
    {
        var address = new DeviceAddress(new AppKey(row.GetInt32(2)), new DeviceId(row.GetString(3)));
        var channel = row.GetString(11);
        var delivery = new Delivery(
            new DeliveryId(row.GetInt64(0)), new PushId(row.GetInt64(1)), address, row.TextOrNull(4), row.NumberOrNull(5),
            row.Time(6))
        {
            Vendor = row.TextOrNull(20) is { } token ? new VendorRoute(channel, token) : null,
            IsOfBroadcast = row.GetInt32(22) == DeliveryRow.BroadcastTarget,
        };
        return new VendorRow(
            delivery, (DeliveryState)row.GetInt32(7), row.TextOrNull(8), row.TimeOrNull(9), row.TextOrNull(10),
            new QueueRow(
                delivery.Id.Value, channel, row.GetInt64(12), row.GetInt32(13), row.GetInt32(14), row.TextOrNull(15),
                row.GetString(16)),
            (ChannelPolicy)row.GetInt32(17), (OnAmbiguous)row.GetInt32(18), row.GetString(19), row.TextOrNull(21));
    }
}
