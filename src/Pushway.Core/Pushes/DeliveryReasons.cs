namespace Pushway.Core.Pushes;

/// <summary>Why a delivery or target is in its state; stable words, part of the API (docs/errors.md).</summary>
public static class DeliveryReasons
{
    public const string NoBinding = "no_binding";
    public const string Unbound = "unbound";
    public const string Evicted = "evicted";
    public const string UserChanged = "user_changed";
    public const string DeviceUnknown = "device_unknown";
    public const string TokenUnknown = "token_unknown";
    public const string Ttl = "ttl";
    public const string Overflow = "overflow";
    public const string Collapsed = "collapsed";
    public const string Recalled = "recalled";
    public const string DailyCap = "daily_cap";
    public const string NoVendorChannel = "no_vendor_channel";
    public const string NoVendorToken = "no_vendor_token";
    public const string VendorTokenDead = "vendor_token_dead";
    public const string VendorQuota = "vendor_quota";
    public const string VendorTooLarge = "vendor_too_large";
    public const string VendorCredential = "vendor_credential";
    public const string VendorUnavailable = "vendor_unavailable";
    public const string VendorRefused = "vendor_refused";
    public const string VendorUnclear = "vendor_unclear";
    public const string MessageTooLarge = "message_too_large";
    public const string RefusedByDevice = "refused_by_device";
    public const string ProvisionalDeleted = "provisional_deleted";
}
