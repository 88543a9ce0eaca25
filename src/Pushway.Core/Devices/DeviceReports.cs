using Pushway.Core.Dispatching;

namespace Pushway.Core.Devices;

/// <summary>Takes what a device says about itself. A platform decides which broadcasts are for the device, so its connection looks again.</summary>
public sealed class DeviceReports(IDeviceStore devices, IDeviceSessions sessions, TimeProvider time)
{
    /// <summary>False if there is no such device.</summary>
    public async Task<bool> ReportAsync(
        DeviceAddress address, DeviceReport report, VendorToken? token, CancellationToken cancellation)
    {
        try
        {
            return await devices.ReportAsync(address, report, token, time.GetUtcNow(), cancellation);
        }
        finally
        {
            if (report.Platform is not null) sessions.BindingChanged(address, epoch: null);
        }
    }
}
