using System.Diagnostics.Metrics;
using Pushway.Gateway.Connections;

namespace Pushway.Gateway;

/// <summary>Counters of the gateway; listed in docs/metrics.md.</summary>
public sealed class GatewayMetrics
{
    public const string MeterName = "Pushway.Gateway";

    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _closes;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _confirmed;

    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _connections = meter.CreateUpDownCounter<long>(
            "pushway.gateway.connections", "{connection}", "Authenticated device connections now");
        _closes = meter.CreateCounter<long>(
            "pushway.gateway.closes", "{connection}", "Connections that ended, by reason");
        _sent = meter.CreateCounter<long>("pushway.gateway.sent", "{message}", "Messages written to devices");
        _confirmed = meter.CreateCounter<long>(
            "pushway.gateway.confirmed", "{message}", "Messages that devices confirmed");
    }

    internal void Connected() => _connections.Add(1);

    internal void Disconnected() => _connections.Add(-1);

    internal void Closed(CloseReason reason) =>
        _closes.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    internal void Sent() => _sent.Add(1);

    internal void Confirmed() => _confirmed.Add(1);
}
