using System.Text.Json;

namespace Pushway.Device;

/// <summary>Gathers events and sends them in batches, in order, each until it is settled. What is not sent when the process ends is lost.</summary>
internal sealed class EventReporter(
    Func<byte[], CancellationToken, Task<bool>> send, PushwayDeviceOptions options) : IAsyncDisposable
{
    /// <summary>What a node takes in one batch.</summary>
    private const int BatchSize = 100;

    /// <summary>Events kept while the node cannot be reached: several for each of the messages that can wait.</summary>
    private const int Capacity = 1_000;
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly LinkedList<EventBody> _waiting = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private bool _closed;

    public void Add(string messageId, PushEvent happened)
    {
        var body = new EventBody(messageId, NameOf(happened), options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        var dropped = false;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }
            _waiting.AddLast(body);
            if (_waiting.Count > Capacity)
            {
                _waiting.RemoveFirst();
                dropped = true;
            }
            if (_loop.IsCompleted)
            {
                _loop = SendAllAsync(_stop.Token);
            }
        }
        if (dropped)
        {
            options.OnFault?.Invoke(new InvalidOperationException("Too many events wait for the node; the oldest was dropped."));
        }
    }

    public Task FlushAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            return _loop.WaitAsync(cancellation);
        }
    }

    /// <summary>Gives what waits a last chance.</summary>
    public async ValueTask DisposeAsync()
    {
        Task loop;
        lock (_gate)
        {
            _closed = true;
            loop = _loop;
        }
        await Task.WhenAny(loop, Task.Delay(LastTry, options.TimeProvider));
        await _stop.CancelAsync();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task SendAllAsync(CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var backoff = new ReconnectBackoff(options.ReconnectDelay, options.ReconnectDelayLimit, Random.Shared.NextDouble);
        try
        {
            await Task.Delay(options.EventDelay, options.TimeProvider, stop);
            while (TakeBatch() is { } batch)
            {
                if (await send(JsonSerializer.SerializeToUtf8Bytes(new EventBatch(batch), DeviceJson.Default.EventBatch), stop))
                {
                    Remove(batch);
                    backoff.Reset();
                }
                else
                {
                    await Task.Delay(backoff.Next(), options.TimeProvider, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The device was disposed.
        }
    }

    /// <summary>Null if nothing is left; the loop is over then, and the next event starts another.</summary>
    private List<EventBody>? TakeBatch()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _loop = Task.CompletedTask;
                return null;
            }
            return [.. _waiting.Take(BatchSize)];
        }
    }

    private void Remove(List<EventBody> settled)
    {
        lock (_gate)
        {
            foreach (var body in settled)
            {
                // The oldest may have been dropped meanwhile.
                if (ReferenceEquals(_waiting.First?.Value, body))
                {
                    _waiting.RemoveFirst();
                }
            }
        }
    }

    private static string NameOf(PushEvent happened) => happened switch
    {
        PushEvent.Received => "received",
        PushEvent.Displayed => "displayed",
        PushEvent.Opened => "opened",
        PushEvent.Dismissed => "dismissed",
        PushEvent.BlockedBySettings => "blocked_by_settings",
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "No such event."),
    };
}
