namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>The original's words for vendors, in the API's maps, as channels and as manufacturers.</summary>
internal static class VendorWords
{
    private static readonly Dictionary<string, string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        ["hms"] = "huawei",
        ["huawei"] = "huawei",
        ["honor"] = "honor",
        ["miui"] = "xiaomi",
        ["mi"] = "xiaomi",
        ["xiaomi"] = "xiaomi",
        ["oppo"] = "oppo",
        ["vivo"] = "vivo",
        ["fcm"] = "fcm",
        ["ios"] = "apns",
        ["apns"] = "apns",
        ["harmonyos"] = "harmony",
        ["harmony"] = "harmony",
        ["meizu"] = "meizu",
    };

    /// <summary>Null for an unknown word.</summary>
    public static string? Find(string word) => Ours.GetValueOrDefault(word);

    /// <summary>The original's word for one of ours.</summary>
    public static string Of(string vendor) => vendor switch
    {
        "huawei" => "hms",
        "xiaomi" => "miui",
        "apns" => "ios",
        "harmony" => "harmonyos",
        _ => vendor,
    };
}
