using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;

namespace Pushway.Core.Dispatching;

/// <summary>A push to everybody; its number grows by one per app in the order in which broadcasts become visible.</summary>
public sealed record Broadcast(AppKey App, long Number, PushId Push, string Content, DateTimeOffset ExpiresAt)
{
    /// <summary>Which devices it is for; null means every one.</summary>
    public EveryoneFilter? Filter { get; init; }

    public ChannelPolicy Policy { get; init; }

    /// <summary>The caller's key; without one the message's key is its id.</summary>
    public string? Key { get; init; }

    /// <summary>True if the own connection has it for nobody.</summary>
    public bool IsVendorOnly => Policy == ChannelPolicy.VendorOnly;

    /// <summary>True if something must be known of a device to tell whether it is for its own connection.</summary>
    public bool AsksFor(VendorOrder vendors) => Filter is not null || (Policy == ChannelPolicy.Auto && vendors.On.Count > 0);

    /// <summary>False for a device of which nothing is known, if there is a filter.</summary>
    public bool IsFor(in DeviceFacts? device) => Filter is not { } filter || (device is { } facts && filter.Matches(facts));

    /// <summary>Whether it goes over the device's own connection: with <c>auto</c>, who has a token gets it from the vendor.</summary>
    public bool IsForOwn(in DeviceFacts? device) =>
        !IsVendorOnly && !(Policy == ChannelPolicy.Auto && device is { HasVendor: true }) && IsFor(device);
}
