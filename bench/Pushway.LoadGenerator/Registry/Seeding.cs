using System.Diagnostics;
using Pushway.LoadGenerator.Measuring;

namespace Pushway.LoadGenerator.Registry;

/// <summary>Fills a database batch by batch; what it holds in memory does not grow with the number of rows.</summary>
internal sealed class Seeding(RegistryShape shape, ProgressLine progress)
{
    private const int BatchSize = 5_000;

    private readonly long _began = Stopwatch.GetTimestamp();
    private int _done;

    public double Seconds => Stopwatch.GetElapsedTime(_began).TotalSeconds;

    public async Task RunAsync(IRegistryWriter writer, bool force, CancellationToken cancellation)
    {
        var (app, _, _) = await writer.FindAppAsync(cancellation);
        if (!force && await writer.HasDevicesAsync(cancellation))
            throw new LoadException("the database has devices already; --force adds to them");
        progress.Show(Describe);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        while (_done < shape.Devices)
        {
            var batch = new RegistryBatch();
            var end = Math.Min(_done + BatchSize, shape.Devices);
            for (var device = _done; device < end; device++) batch.Add(shape, device, app, now);
            await writer.WriteAsync(batch, cancellation);
            _done = end;
        }
        await writer.FinishAsync(cancellation);
    }

    private string Describe()
    {
        var rate = _done / Math.Max(0.001, Seconds);
        var left = rate > 0 ? TimeSpan.FromSeconds((shape.Devices - _done) / rate) : TimeSpan.Zero;
        return $"seed: {_done:N0} of {shape.Devices:N0} devices, {rate:N0}/s, {left:mm\\:ss} left";
    }
}
