using Microsoft.Extensions.Logging;
using Pushway.Core;
using Pushway.Core.Dispatching;
using Pushway.Core.Receipts;

namespace Pushway.Gateway.Sessions;

/// <summary>What all sessions of a node share.</summary>
internal sealed class SessionContext(
    WaitingMessages waiting,
    HeldMessages held,
    ReceiptRecorder recorder,
    NodeIdentity node,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<SessionContext> logger)
{
    public WaitingMessages Waiting { get; } = waiting;

    public HeldMessages Held { get; } = held;

    public ReceiptRecorder Recorder { get; } = recorder;

    public string Node { get; } = node.Name;

    public GatewayMetrics Metrics { get; } = metrics;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;
}
