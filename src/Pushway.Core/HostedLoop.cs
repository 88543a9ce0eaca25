using Microsoft.Extensions.Hosting;

namespace Pushway.Core;

/// <summary>A loop that runs as long as the host does. Being told to stop is how it ends, never a fault, also when the host did not get to start.</summary>
public abstract class HostedLoop : BackgroundService
{
    protected abstract Task LoopAsync(CancellationToken cancellation);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await LoopAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
