namespace Pushway.Core.Devices;

/// <summary>A third-party channel's own id of a device, bound to it by report. <paramref name="Vendor"/> is lower case (<c>apns</c>, <c>fcm</c>, …).</summary>
public sealed record VendorToken(string Vendor, string Token)
{
    private const int EndLength = 6;

    /// <summary>The last 6 characters: enough to tell tokens apart, too little to push with.</summary>
    public string End
    {
        get
        {
            if (Token.Length <= EndLength) return Token;
            var end = Token[^EndLength..];
            // Half a surrogate pair could not be stored.
            return char.IsLowSurrogate(end[0]) ? end[1..] : end;
        }
    }
}
