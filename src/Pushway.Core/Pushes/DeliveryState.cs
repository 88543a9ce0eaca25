namespace Pushway.Core.Pushes;

/// <summary>Where a delivery is. The values are stored; open ones come first so that an index can say <c>state &lt;= 2</c>.</summary>
public enum DeliveryState
{
    Waiting = 0,
    Sent = 1,
    AcceptedByVendor = 2,
    Delivered = 3,
    Expired = 4,
    Revoked = 5,
    Rejected = 6,
    DeviceGone = 7,
}
