using System.Threading.Channels;

namespace Pushway.IntegrationTests.Interleavings;

/// <summary>Stops every participant before and after each of its commits and lets them go on one by one in an order drawn from a seed.
/// When the scenario is over all pass freely.</summary>
internal sealed class CommitPoints(int seed)
{
    private readonly Channel<TaskCompletionSource> _arrivals =
        Channel.CreateBounded<TaskCompletionSource>(new BoundedChannelOptions(10_000) { SingleReader = true });
    private readonly Random _random = new(seed);
    private volatile bool _over;

    /// <summary>A participant arrived at a commit point.</summary>
    public async ValueTask PassAsync()
    {
        if (_over) return;
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_arrivals.Writer.TryWrite(released)) await released.Task;
    }

    /// <summary>Releases arrivals at random until the work is done, then lets all pass.</summary>
    public async Task RunAsync(Task work)
    {
        var waiting = new List<TaskCompletionSource>();
        var over = work.ContinueWith(_ => _arrivals.Writer.TryComplete(), TaskScheduler.Default);
        while (waiting.Count > 0 || await _arrivals.Reader.WaitToReadAsync())
        {
            while (_arrivals.Reader.TryRead(out var arrived)) waiting.Add(arrived);
            // Sometimes let others arrive first, sometimes do not wait for them.
            for (var patience = _random.Next(8); patience > 0; patience--) await Task.Yield();
            while (_arrivals.Reader.TryRead(out var arrived)) waiting.Add(arrived);
            if (waiting.Count == 0) continue;
            var chosen = _random.Next(waiting.Count);
            waiting[chosen].SetResult();
            waiting.RemoveAt(chosen);
        }
        _over = true;
        await over;
    }
}
