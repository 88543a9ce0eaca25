using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pushway.Core.Devices;
using Pushway.Core.Events;
using Pushway.Gateway.Sessions;

namespace Pushway.Gateway.Connections;

/// <summary>What all connections of a node share.</summary>
internal sealed class ConnectionServices(
    Admission admission,
    PendingConnections pending,
    SessionRegistry registry,
    SessionContext sessions,
    DeviceActivity activity,
    EventRecorder events,
    EventMetrics eventMetrics,
    GatewayMetrics metrics,
    IOptions<GatewayOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<DeviceConnection> logger)
{
    public Admission Admission { get; } = admission;

    public PendingConnections Pending { get; } = pending;

    public SessionRegistry Registry { get; } = registry;

    public SessionContext Sessions { get; } = sessions;

    public DeviceActivity Activity { get; } = activity;

    public EventRecorder Events { get; } = events;

    public EventMetrics EventMetrics { get; } = eventMetrics;

    public GatewayMetrics Metrics { get; } = metrics;

    public GatewayOptions Options { get; } = options.Value;

    /// <summary>Cancelled as soon as the node is told to stop.</summary>
    public CancellationToken Stopping { get; } = lifetime.ApplicationStopping;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;
}
