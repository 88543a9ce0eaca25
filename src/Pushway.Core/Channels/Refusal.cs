using Pushway.Core.Pushes;

namespace Pushway.Core.Channels;

/// <summary>Why a vendor certainly does not have a message.</summary>
public enum Refusal
{
    DeadToken,
    Quota,
    TooLarge,
    BadCredential,

    /// <summary>It cannot be reached, or its breaker is open; nothing was handed over.</summary>
    Unavailable,
    Other,
}

/// <summary>The words of refusals in traces and receipts.</summary>
public static class Refusals
{
    public static string ReasonOf(Refusal refusal) => refusal switch
    {
        Refusal.DeadToken => DeliveryReasons.VendorTokenDead,
        Refusal.Quota => DeliveryReasons.VendorQuota,
        Refusal.TooLarge => DeliveryReasons.VendorTooLarge,
        Refusal.BadCredential => DeliveryReasons.VendorCredential,
        Refusal.Unavailable => DeliveryReasons.VendorUnavailable,
        Refusal.Other => DeliveryReasons.VendorRefused,
    };
}
