namespace Pushway.Core.Channels;

/// <summary>The words of the API for channel policies.</summary>
public static class ChannelPolicies
{
    /// <summary>Null for a word that is no policy; none means <see cref="ChannelPolicy.Auto"/>.</summary>
    public static ChannelPolicy? Find(string? word) => word switch
    {
        null or "auto" => ChannelPolicy.Auto,
        "own-first" => ChannelPolicy.OwnFirst,
        "own-only" => ChannelPolicy.OwnOnly,
        "vendor-only" => ChannelPolicy.VendorOnly,
        _ => null,
    };
}
