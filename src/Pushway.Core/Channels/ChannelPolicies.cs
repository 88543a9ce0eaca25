namespace Pushway.Core.Channels;

/// <summary>The words of the API for channel policies, and their bounds.</summary>
public static class ChannelPolicies
{
    public const int MinConfirmSeconds = 1;
    public const int MaxConfirmSeconds = 3_600;

    /// <summary>Null for a word that is no policy.</summary>
    public static ChannelPolicy? Find(string? word) => word switch
    {
        "auto" => ChannelPolicy.Auto,
        "own-first" => ChannelPolicy.OwnFirst,
        "own-only" => ChannelPolicy.OwnOnly,
        "vendor-only" => ChannelPolicy.VendorOnly,
        _ => null,
    };

    public static string WordOf(ChannelPolicy policy) => policy switch
    {
        ChannelPolicy.Auto => "auto",
        ChannelPolicy.OwnFirst => "own-first",
        ChannelPolicy.OwnOnly => "own-only",
        ChannelPolicy.VendorOnly => "vendor-only",
    };

    /// <summary>Null for a word that is neither.</summary>
    public static OnAmbiguous? FindOnAmbiguous(string? word) => word switch
    {
        "repeat" => OnAmbiguous.Repeat,
        "skip" => OnAmbiguous.Skip,
        _ => null,
    };

    public static string WordOf(OnAmbiguous choice) => choice == OnAmbiguous.Skip ? "skip" : "repeat";
}
