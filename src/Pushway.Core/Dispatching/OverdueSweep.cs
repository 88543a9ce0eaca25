using Microsoft.Extensions.Logging;
using Pushway.Core.Devices;

namespace Pushway.Core.Dispatching;

/// <summary>Looks for messages that wait although their device is connected and idle, counts them and wakes the device.
/// In a single node the count must stay 0; it is the safety net, not the way messages travel.</summary>
public sealed class OverdueSweep(
    IDeliveryStore deliveries,
    IDeviceSessions sessions,
    OpenBroadcasts broadcasts,
    DispatchMetrics metrics,
    TimeProvider time,
    ILogger<OverdueSweep> logger) : PeriodicLoop(Pause, time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReloadEvery = TimeSpan.FromSeconds(10);

    /// <summary>Open for this long without being sent is too long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private int _position;
    private DateTimeOffset _reloadAt;

    /// <summary>Walks over all connected, idle devices once; returns how many had an overdue message.</summary>
    public async Task<int> RunAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var total = 0;
        var position = 0;
        do
        {
            (position, var found) = await StepAsync(position, patience, cancellation);
            total += found;
        }
        while (position != 0);
        return total;
    }

    /// <summary>Knows the open broadcasts before the first device connects.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await broadcasts.ReloadAsync(cancellationToken);
        _reloadAt = Time.GetUtcNow() + ReloadEvery;
        await base.StartAsync(cancellationToken);
    }

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        if (Time.GetUtcNow() >= _reloadAt)
        {
            await broadcasts.ReloadAsync(cancellation);
            _reloadAt = Time.GetUtcNow() + ReloadEvery;
        }
        (_position, _) = await StepAsync(_position, Patience, cancellation);
    }

    protected override void LogFailure(Exception exception) => DispatchLog.SweepFailed(logger, exception);

    private async Task<(int Next, int Found)> StepAsync(int position, TimeSpan patience, CancellationToken cancellation)
    {
        var idle = new List<DeviceAddress>();
        var next = sessions.ListIdle(position, idle);
        if (idle.Count == 0) return (next, 0);
        var now = Time.GetUtcNow();
        var overdue = await deliveries.FindOverdueAsync(idle, now - patience, now, cancellation);
        foreach (var address in overdue)
        {
            DispatchLog.Overdue(logger, address.Device);
            sessions.Wake(address);
        }
        metrics.Overdue(overdue.Count);
        return (next, overdue.Count);
    }
}
