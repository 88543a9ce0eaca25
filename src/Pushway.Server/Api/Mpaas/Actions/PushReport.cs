using Pushway.Core.Devices;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>PushReport</c>: says what a device is, and its token of a vendor's push service.</summary>
internal sealed class PushReport(DeviceFinder finder, DeviceReports reports, ThirdChannels channels) : IMpaasAction
{
    public string Name => "PushReport";

    public Envelope Envelope => Envelope.Push;

    public IReadOnlyList<string> Mandatory => ["DeliveryToken", "OsType"];

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var token = DeviceFinder.ReadToken(call.Parameters);
        var type = DeviceFinder.ReadOsType(call.Parameters);
        var document = ReadDocument(call.Parameters, type);
        if (ReportRules.Mistake(document) is { } wrong) throw new RefusedCallException(wrong);
        if (await finder.EnsureAsync(call.Key, type, token, cancellation) is not { } device) return Outcome.Refused(ResultCodes.DeviceUnknown);
        var isKnown = await reports.ReportAsync(
            new DeviceAddress(call.Key, device), ReportRules.Report(document), ReportRules.Token(document), cancellation);
        return isKnown ? Outcome.Success(device.Value) : Outcome.Refused(ResultCodes.DeviceUnknown);
    }

    private ReportDocument ReadDocument(CallParameters parameters, TargetType type)
    {
        var (channel, token) = (parameters.Text("ThirdChannel"), parameters.Text("ThirdChannelDeviceToken"));
        var vendor = channel.Length == 0 ? TargetNames.VendorOf(type) : channels.Find(channel);
        if (token.Length > 0 && vendor is null) throw new RefusedCallException($"ThirdChannel {channel} is not known.");
        return new ReportDocument
        {
            Platform = TargetNames.PlatformOf(type),
            AppVersion = parameters.Text("AppVersion"),
            Model = parameters.Text("Model"),
            Vendor = token.Length == 0 ? null : vendor,
            Token = token,
        };
    }
}
