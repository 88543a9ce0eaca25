using Microsoft.Extensions.Logging;

namespace Pushway.Core.Devices;

/// <summary>Deletes, every few minutes, devices that got an id and never used it.</summary>
public sealed class ProvisionalCleanUp(IDeviceStore devices, TimeProvider time, ILogger<ProvisionalCleanUp> logger)
    : PeriodicLoop(Pause, time)
{
    /// <summary>How long an issued id may stay unused.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);
    private const int BatchSize = 500;

    /// <summary>Deletes what is overdue now; returns how many.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var now = Time.GetUtcNow();
        var total = 0;
        int deleted;
        do
        {
            deleted = await devices.DeleteProvisionalAsync(now - Grace, now, BatchSize, cancellation);
            total += deleted;
        }
        while (deleted == BatchSize);
        return total;
    }

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        if (await RunAsync(cancellation) is > 0 and var count) DeviceLog.ProvisionalDeleted(logger, count);
    }

    protected override void LogFailure(Exception exception) => DeviceLog.CleanUpFailed(logger, exception);
}
