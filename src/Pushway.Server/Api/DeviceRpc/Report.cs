using Pushway.Core.Devices;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary><c>mps.client.report</c>: what a client says about itself, and its token of a vendor's push service.</summary>
internal sealed class Report(DeviceReports reports) : IRpcOperation
{
    public string Name => "mps.client.report";

    public RpcKey Key => RpcKey.DeviceSecret;

    public async Task<RpcAnswer> HandleAsync(RpcCall call, CancellationToken cancellation)
    {
        var document = Read(call.Body);
        if (ReportRules.Mistake(document) is { } mistake) throw new RpcBodyException(mistake);
        var (report, token) = (ReportRules.Report(document), ReportRules.Token(document));
        return await reports.ReportAsync(call.Address, report, token, cancellation)
            ? RpcAnswer.Success([])
            : RpcAnswer.Refused(RpcResults.SignatureWrong, RpcAuthentication.UnknownDevice);
    }

    private static ReportDocument Read(RpcBody body) => new()
    {
        Platform = body.Text("platform", ReportRules.MaxPlatformLength),
        AppVersion = body.Text("appVersion", ReportRules.MaxAppVersionLength),
        Model = body.Text("model", ReportRules.MaxModelLength),
        Locale = body.Text("locale", ReportRules.MaxLocaleLength),
        TimeZone = body.Text("timeZone", IanaTimeZone.MaxLength),
        NotificationsEnabled = body.Flag("notificationsEnabled"),
        Vendor = body.Text("vendor", ReportRules.MaxVendorLength),
        Token = body.Text("token", ReportRules.MaxTokenLength),
    };
}
