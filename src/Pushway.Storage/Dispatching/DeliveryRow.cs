using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Core.Shaping;
using Pushway.Storage.Receipts;
using Pushway.Storage.Statistics;
using Pushway.Storage.Vendors;

namespace Pushway.Storage.Dispatching;

/// <summary>A delivery as it is written for the first time: waiting, or rejected at once.</summary>
internal sealed record DeliveryRow(
    long Id,
    AppKey App,
    PushId Push,
    int TargetNo,
    string Device,
    string? User,
    string? Key,
    long? Epoch,
    string? Rejection,
    long CreatedAt,
    long ExpiresAt)
{
    /// <summary>The target number of a broadcast's deliveries; those that a call names count from 1.</summary>
    public const int BroadcastTarget = 0;

    /// <summary>Not written: it is the target's, and goes along to the channel only.</summary>
    public string? Content { get; init; }
    /// <summary>Recall it from the device when its user logs out.</summary>
    public bool RecallOnUnbind { get; init; }

    public ChannelPolicy Policy { get; init; }

    /// <summary>Seconds that <c>own-first</c> gives the own connection.</summary>
    public int ConfirmWithin { get; init; }

    /// <summary>The vendor it may go to, if any, and whether that is its owner already.</summary>
    public VendorRoute? Route { get; init; }

    public string? Owner { get; init; }

    public CountedAs CountedAs { get; init; }

    public Shape? Shape { get; init; }

    /// <summary>Null: it may go at once.</summary>
    public Hold? Hold { get; init; }

    /// <summary>Its place in a vendor's queue; the id is still to be filled in.</summary>
    public QueueRow? Queue { get; init; }

    public DeliveryState State => Rejection is null ? DeliveryState.Waiting : DeliveryState.Rejected;

    public void Count(Counting counting)
    {
        var message = new MessageCount(App.Value, Push.Value, CountedAs);
        counting.Add(message, Metric.Messages, CreatedAt, channel: null);
        if (Rejection is not null) counting.AddFailure(message, State, Rejection, CreatedAt, channel: null);
    }

    public Delivery ToDelivery() =>
        new(
            new DeliveryId(Id), Push, new DeviceAddress(App, new DeviceId(Device)), Key, Epoch,
            DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt))
        {
            Content = Content,
            Vendor = Route,
            IsOfBroadcast = TargetNo == BroadcastTarget,
            IsHeld = Hold is not null,
        };

    /// <summary>Says in the trace why it is held.</summary>
    public TransitionRow ToHeldStep() => new(
        Id, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), DeliveryState.Waiting, Holding.Owner, Node: null, VendorStore.HeldWords(Hold!.Value));

    public PendingReceipt ToRejection() =>
        new(
            App.Value, Push.Value, Key ?? ReceiptOutbox.KeyOf(Id), User ?? Device, TokenTargets.Parse(Device) is null ? Device : null, ReceiptEvents.Rejected,
            Rejection,
            Channel: null, CreatedAt, Sequence: 1);
}
