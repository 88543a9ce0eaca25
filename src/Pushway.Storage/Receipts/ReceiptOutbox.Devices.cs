using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Receipts;

/// <summary>Receipts that tell of a device, not of a push.</summary>
internal sealed partial class ReceiptOutbox
{
    /// <summary>A user came to a device, and the one before, if any, left.</summary>
    public ValueTask AddReboundAsync(
        Session session, DeviceAddress address, DeviceBinding binding, string? before, long now)
    {
        var receipts = new List<PendingReceipt>(2);
        if (before is not null)
            receipts.Add(Unbound(address, binding.Epoch, before, DeliveryReasons.UserChanged, now));
        receipts.Add(new PendingReceipt(
            address.App.Value, Push: null, Key: null, binding.UserId!, address.Device.Value, ReceiptEvents.Bound, Reason: null,
            Channel: null, now, 2 * binding.Epoch));
        return AddAsync(session, receipts);
    }

    public ValueTask AddUnboundAsync(
        Session session, DeviceAddress address, long epoch, string user, string reason, long now) =>
        AddAsync(session, [Unbound(address, epoch, user, reason, now)]);

    /// <summary>A vendor said that a token of the device is no longer valid; call it where the token is retired.</summary>
    public ValueTask AddTokenDeadAsync(Session session, DeviceAddress address, string vendor, string reason, long now) =>
        AddAsync(
            session,
            [
                new PendingReceipt(
                    address.App.Value, Push: null, Key: null, address.Device.Value, address.Device.Value,
                    ReceiptEvents.TokenDead, reason, vendor, now, Sequence: 1),
            ]);

    /// <summary>A change of a binding may be two receipts: who left comes before who came.</summary>
    private static PendingReceipt Unbound(DeviceAddress address, long epoch, string user, string reason, long now) =>
        new(
            address.App.Value, Push: null, Key: null, user, address.Device.Value, ReceiptEvents.Unbound, reason, Channel: null,
            now, 2 * epoch - 1);
}
