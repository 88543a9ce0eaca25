using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pushway.Core;
using Pushway.Core.Dispatching;
using Pushway.Gateway.Sessions;
using Pushway.Mqtt.Packets;

namespace Pushway.Gateway.Connections;

/// <summary>One look a second over all connections instead of a timer for each: silent ones end, messages that stay unconfirmed
/// show as sent, readings that failed are repeated. On stop it says goodbye to everybody.</summary>
internal sealed class ConnectionSweep(
    PendingConnections pending,
    SessionRegistry registry,
    ConnectionServices services,
    IHostApplicationLifetime lifetime,
    ILogger<ConnectionSweep> logger) : HostedLoop
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task LoopAsync(CancellationToken cancellation)
    {
        using var goodbye = lifetime.ApplicationStopping.Register(EndAll);
        while (true)
        {
            await Task.Delay(Pause, services.Time, cancellation);
            try
            {
                await RunAsync(cancellation);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                GatewayLog.SweepFailed(logger, exception);
            }
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        var ticks = Environment.TickCount64;
        EndLateConnects(ticks);
        var sentBefore = services.Time.GetUtcNow().ToUnixTimeMilliseconds() - services.Options.SentNoteSeconds * 1_000L;
        var unconfirmed = new List<DeliveryOutcome>();
        var position = 0;
        do
        {
            (var sessions, position) = registry.Walk(position);
            foreach (var session in sessions)
            {
                if (session.Connection.IsSilent(ticks))
                {
                    session.Connection.End(ReasonCode.KeepAliveTimeout, "nothing came for one and a half times the keep-alive");
                }
                session.LookAfter(ticks);
                session.CollectSent(unconfirmed, sentBefore);
            }
            foreach (var outcome in unconfirmed) await services.Sessions.Recorder.RecordAsync(outcome, cancellation);
            unconfirmed.Clear();
        }
        while (position != 0);
    }

    private void EndLateConnects(long ticks)
    {
        foreach (var connection in pending.All)
        {
            if (ticks - connection.LastReceivedAt > services.Options.ConnectTimeoutSeconds * 1_000L) connection.EndLate();
        }
    }

    private void EndAll()
    {
        foreach (var connection in pending.All) connection.EndLate();
        var position = 0;
        do
        {
            (var sessions, position) = registry.Walk(position);
            foreach (var session in sessions)
            {
                session.Connection.End(ReasonCode.ServerShuttingDown, "the server is shutting down");
            }
        }
        while (position != 0);
    }
}
