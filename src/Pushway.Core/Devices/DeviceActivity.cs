using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Pushway.Core.Devices;

/// <summary>Writes down, in batches, which devices were seen: ends the provisional time of new ones and keeps last-seen.
/// It may drop notes when the store is slow: a device is seen again.</summary>
public sealed class DeviceActivity(IDeviceStore devices, ILogger<DeviceActivity> logger) : HostedLoop
{
    private const int Capacity = 65_536;
    private const int BatchSize = 500;

    private readonly Channel<SeenDevice> _seen = Channel.CreateBounded<SeenDevice>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Seen(DeviceAddress address, DateTimeOffset at) => _seen.Writer.TryWrite(new SeenDevice(address, at));

    protected override async Task LoopAsync(CancellationToken cancellation)
    {
        var batch = new List<SeenDevice>(BatchSize);
        while (await _seen.Reader.WaitToReadAsync(cancellation))
        {
            batch.Clear();
            while (batch.Count < BatchSize && _seen.Reader.TryRead(out var seen)) batch.Add(seen);
            try
            {
                await devices.TouchAsync(batch, cancellation);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                DeviceLog.TouchFailed(logger, batch.Count, exception);
            }
        }
    }
}
