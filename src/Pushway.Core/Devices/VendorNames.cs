namespace Pushway.Core.Devices;

/// <summary>The third-party channels, in the words of the API.</summary>
public static class VendorNames
{
    public static readonly IReadOnlyList<string> All =
        ["apns", "fcm", "huawei", "honor", "xiaomi", "oppo", "vivo", "harmony", "meizu", "webpush", "test"];

    public static string List { get; } = string.Join(", ", All);
}
