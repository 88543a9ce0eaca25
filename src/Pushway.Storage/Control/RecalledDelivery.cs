using System.Data.Common;
using Pushway.Core.Pushes;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Vendors;

namespace Pushway.Storage.Control;

/// <summary>A delivery that was marked as recalled, with what tells whether its device may have it.</summary>
internal readonly record struct RecalledDelivery(EndedDelivery Row, bool WasSent)
{
    /// <summary>A message that went on to another owner may have been sent by the one before, if its steps say so: the own connection did, or a
    /// vendor's answer was unclear.</summary>
    public const string Returning = $"""
        {EndedDelivery.Returning}, deliveries.sent_at IS NOT NULL OR EXISTS (
            SELECT 1 FROM delivery_transitions x WHERE x.delivery_id = deliveries.delivery_id AND x.state = 1
                AND (x.channel = '{QueueRow.OwnChannel}' OR x.detail LIKE '{DeliveryReasons.VendorUnclear}%'
                    OR x.detail LIKE '{VendorStore.Repeat}%'))
        """;

    public static RecalledDelivery Read(DbDataReader row) => new(EndedDelivery.Read(row), row.GetBoolean(EndedDelivery.Columns));

    /// <summary>True if the recall ended it; others had ended before.</summary>
    public bool EndedNow(long now) =>
        Row.State == DeliveryState.Revoked && Row.Reason == DeliveryReasons.Recalled && Row.At == now;

    public bool MayBeOnDevice => WasSent || Row.State == DeliveryState.Delivered;

    public NewRecall ToRecall() => new(Row.Push, Row.Message, Row.Device, Row.Key);
}
