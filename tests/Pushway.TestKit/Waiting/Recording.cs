namespace Pushway.TestKit;

/// <summary>What happened, in order, for a test to await: each addition wakes those who wait, nobody polls.</summary>
/// <param name="capacity">At least this many of the latest items are kept.</param>
public sealed class Recording<T>(int capacity = int.MaxValue / 2)
{
    private readonly Lock _gate = new();
    private readonly List<T> _items = [];
    private long _dropped;
    private TaskCompletionSource _changed = New();
    private string? _ended;

    /// <summary>A copy of the items kept so far.</summary>
    public IReadOnlyList<T> Items => Since(0).Items;

    public void Add(T item) => Change(() =>
    {
        _items.Add(item);
        if (_items.Count >= capacity * 2)
        {
            _items.RemoveRange(0, capacity);
            _dropped += capacity;
        }
    });

    /// <summary>No more will come: waits that are not satisfied fail at once, with this reason.</summary>
    public void End(string reason) => Change(() => _ended = reason);

    /// <summary>The first item that satisfies, of the past or still to come.</summary>
    /// <exception cref="TimeoutException">None came in time; the message shows the last items.</exception>
    public Task<T> WaitForAsync(
        Func<T, bool> predicate, TimeSpan timeout, CancellationToken cancellation, string? what = null)
    {
        var next = 0L;
        return WaitAsync(
            () =>
            {
                var (items, end) = Since(next);
                next = end;
                var index = items.FindIndex(item => predicate(item));
                return index < 0 ? null : new Found<T>(items[index]);
            },
            timeout, what, cancellation);
    }

    /// <summary>All items once they, together, satisfy.</summary>
    /// <exception cref="TimeoutException">They did not in time; the message shows the last items.</exception>
    public Task<IReadOnlyList<T>> WaitUntilAsync(
        Func<IReadOnlyList<T>, bool> predicate, TimeSpan timeout, CancellationToken cancellation, string? what = null) =>
        WaitAsync(
            () => Items is var items && predicate(items) ? new Found<IReadOnlyList<T>>(items) : null,
            timeout, what, cancellation);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<TFound> WaitAsync<TFound>(
        Func<Found<TFound>?> look, TimeSpan timeout, string? what, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        while (true)
        {
            // Taken before the look: an addition after it wakes the wait below.
            var (changed, ended) = Signals();
            if (look() is { } found)
            {
                return found.Value;
            }
            if (ended is not null)
            {
                throw new TimeoutException(Explain(what, $"and no more will come ({ended})"));
            }
            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new TimeoutException(Explain(what, $"within {timeout.TotalSeconds} s"));
            }
        }
    }

    private string Explain(string? what, string why)
    {
        var (items, end) = Since(0);
        return $"{what ?? "What was awaited"} did not come {why}. {end} items, the last:"
            + string.Concat(items.TakeLast(20).Select(item => "\n  " + item));
    }

    private (List<T> Items, long End) Since(long position)
    {
        lock (_gate)
        {
            var skip = (int)Math.Clamp(position - _dropped, 0, _items.Count);
            return (_items.GetRange(skip, _items.Count - skip), _dropped + _items.Count);
        }
    }

    private (Task Changed, string? Ended) Signals()
    {
        lock (_gate)
        {
            return (_changed.Task, _ended);
        }
    }

    private void Change(Action apply)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            apply();
            changed = _changed;
            _changed = New();
        }
        changed.SetResult();
    }

    private sealed record Found<TValue>(TValue Value);
}
