namespace Pushway.Core.Devices;

/// <summary>What became of a device, newest first; the latest <see cref="Kept"/> of each kind.</summary>
public sealed record DeviceHistory(
    IReadOnlyList<PastBinding> Bindings,
    IReadOnlyList<PastToken> VendorTokens,
    IReadOnlyList<PastConnection> Connections)
{
    /// <summary>Entries of each kind that are kept for a device.</summary>
    public const int Kept = 20;
}

/// <summary>A change of who is logged in; <paramref name="UserId"/> is the one who came or left.</summary>
public sealed record PastBinding(BindingCause Cause, string UserId, DateTimeOffset At);

/// <summary>A change of the device's vendor tokens.</summary>
public sealed record PastToken(TokenCause Cause, string Vendor, string TokenEnd, DateTimeOffset At);

/// <summary>What changed a binding. The values are stored.</summary>
public enum BindingCause
{
    /// <summary>The user logged in; whoever was logged in before is not any more.</summary>
    Bound = 0,
    Unbound = 1,

    /// <summary>The user was bound on too many devices, and this one was the longest inactive.</summary>
    Evicted = 2,
}

/// <summary>What changed a vendor token. The values are stored.</summary>
public enum TokenCause
{
    /// <summary>The device reported it; its older one of that vendor is gone.</summary>
    Reported = 0,

    /// <summary>Another device reported it, so it is that one's.</summary>
    Moved = 1,

    /// <summary>The vendor said that it is dead.</summary>
    Retired = 2,
}
