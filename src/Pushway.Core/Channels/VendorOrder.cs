namespace Pushway.Core.Channels;

/// <summary>The vendor channels that are on, the preferred first: a phone maker's own is woken by the phone's system, FCM and the
/// browser's channel are for all others. Some of them can take messages back.</summary>
public sealed class VendorOrder(IEnumerable<string> on, IEnumerable<string>? recalling = null)
{
    /// <summary>Under this key the host registers vendor channels.</summary>
    public const string ChannelsKey = "vendors";

    private static readonly string[] Preference =
        ["apns", "harmony", "huawei", "honor", "xiaomi", "oppo", "vivo", "meizu", "test", "fcm", "webpush"];

    public static readonly VendorOrder None = new([]);

    public IReadOnlyList<string> On { get; } = [.. on.OrderBy(PlaceOf)];

    public IReadOnlySet<string> Recalling { get; } = new HashSet<string>(recalling ?? []);

    /// <summary>Smaller is better; what nobody knows comes last.</summary>
    private static int PlaceOf(string vendor)
    {
        var place = Array.IndexOf(Preference, vendor);
        return place < 0 ? Preference.Length : place;
    }
}
