using Pushway.Core.Events;
using Pushway.Core.Pushes;

namespace Pushway.Core.Receipts;

/// <summary>The events an application server can ask for; stable words, part of the API.</summary>
public static class ReceiptEvents
{
    public const string AcceptedByVendor = "accepted_by_vendor";
    public const string Delivered = "delivered";
    public const string Expired = "expired";
    public const string Revoked = "revoked";
    public const string Rejected = "rejected";
    public const string DeviceGone = "device_gone";
    public const string Recalled = "recalled";

    public const string Displayed = "displayed";
    public const string Opened = "opened";
    public const string Dismissed = "dismissed";
    public const string BlockedBySettings = "blocked_by_settings";
    public const string TokenDead = "token_dead";
    public const string Bound = "bound";
    public const string Unbound = "unbound";

    public static readonly IReadOnlyList<string> All =
    [
        AcceptedByVendor, Delivered, Expired, Revoked, Rejected, DeviceGone, Recalled,
        Displayed, Opened, Dismissed, BlockedBySettings, TokenDead, Bound, Unbound,
    ];

    /// <summary>The event that tells of this one; null where <see cref="Delivered"/> says it already.</summary>
    public static string? Of(ClientEventKind kind) => kind switch
    {
        ClientEventKind.Received => null,
        ClientEventKind.Displayed => Displayed,
        ClientEventKind.Opened => Opened,
        ClientEventKind.Dismissed => Dismissed,
        ClientEventKind.BlockedBySettings => BlockedBySettings,
    };

    /// <summary>The event that tells of this state; null for states nobody is told of.</summary>
    public static string? Of(DeliveryState state) => state switch
    {
        DeliveryState.Waiting or DeliveryState.Sent => null,
        DeliveryState.AcceptedByVendor => AcceptedByVendor,
        DeliveryState.Delivered => Delivered,
        DeliveryState.Expired => Expired,
        DeliveryState.Revoked => Revoked,
        DeliveryState.Rejected => Rejected,
        DeliveryState.DeviceGone => DeviceGone,
    };
}
