using System.Text.RegularExpressions;
using Pushway.Core.Devices;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary><c>mps.client.report</c>: what a client says about itself, and its token of a vendor's push service.</summary>
internal sealed partial class Report(IDeviceStore devices, TimeProvider time) : IRpcOperation
{
    private const int MaxTokenLength = 4_096;
    private const int MaxAppVersionLength = 64;
    private const int MaxModelLength = 128;
    private const int MaxLocaleLength = 35;

    /// <summary>The vendors whose tokens are known, in the words of the API.</summary>
    public static readonly IReadOnlyList<string> Vendors =
        ["apns", "fcm", "huawei", "honor", "xiaomi", "oppo", "vivo", "harmony", "meizu", "webpush"];

    public string Name => "mps.client.report";

    public bool IsForNewDevices => false;

    public async Task<RpcAnswer> HandleAsync(RpcCall call, CancellationToken cancellation)
    {
        var body = call.Body;
        var report = new DeviceReport(
            Register.ReadPlatform(body),
            body.Text("appVersion", MaxAppVersionLength),
            body.Text("model", MaxModelLength),
            ReadLocale(body),
            ReadTimeZone(body),
            body.Flag("notificationsEnabled"));
        var token = ReadToken(body);
        return await devices.ReportAsync(call.Address, report, token, time.GetUtcNow(), cancellation)
            ? RpcAnswer.Success([])
            : RpcAnswer.Refused(RpcResults.SignatureWrong, RpcAuthentication.UnknownDevice);
    }

    private static VendorToken? ReadToken(RpcBody body)
    {
        var vendor = body.Text("vendor", MaxAppVersionLength);
        var token = body.Text("token", MaxTokenLength);
        if (vendor is null && token is null) return null;
        if (vendor is null || token is null) throw new RpcBodyException("'vendor' and 'token' come together.");
        return Vendors.Contains(vendor)
            ? new VendorToken(vendor, token)
            : throw new RpcBodyException($"'vendor' must be one of {string.Join(", ", Vendors)}.");
    }

    private static string? ReadLocale(RpcBody body)
    {
        var locale = body.Text("locale", MaxLocaleLength);
        return locale is null || Locale().IsMatch(locale)
            ? locale
            : throw new RpcBodyException("'locale' must be a language tag such as en or zh-Hans-CN.");
    }

    private static string? ReadTimeZone(RpcBody body)
    {
        var zone = body.Text("timeZone", IanaTimeZone.MaxLength);
        return zone is null || IanaTimeZone.IsValid(zone)
            ? zone
            : throw new RpcBodyException("'timeZone' must be an IANA time zone such as Europe/Berlin.");
    }

    [GeneratedRegex(@"\A[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*\z")]
    private static partial Regex Locale();
}
