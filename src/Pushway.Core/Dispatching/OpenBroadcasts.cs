using System.Collections.Concurrent;
using Pushway.Core.Apps;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;

namespace Pushway.Core.Dispatching;

/// <summary>The unexpired broadcasts of every app, in number order without gaps, as this node knows them.
/// Whoever adds one also sees to the connected devices, in order, before the next one is added: nobody can have confirmed one that was just
/// accepted, so it is offered as it is; one that was found in the store is left to each device's own look at what it has confirmed.</summary>
public sealed class OpenBroadcasts(
    IDeliveryStore store, IPushChannel channel, IDeviceSessions sessions, TimeProvider time) : IDisposable
{
    /// <summary>Most open broadcasts of an app: a device that was away gets them all.</summary>
    public const int MaxPerApp = 256;

    private readonly ConcurrentDictionary<AppKey, Broadcast[]> _open = new();
    private readonly ConcurrentDictionary<AppKey, long> _last = new();
    private readonly SemaphoreSlim _adding = new(1);

    /// <summary>Unexpired broadcasts with a higher number, in order; a snapshot.</summary>
    public Broadcast[] After(AppKey app, long number)
    {
        if (!_open.TryGetValue(app, out var open)) return [];
        var now = time.GetUtcNow();
        var first = Array.FindIndex(open, broadcast => broadcast.Number > number);
        return first < 0 ? [] : Array.FindAll(open[first..], broadcast => broadcast.ExpiresAt > now);
    }

    public int Count(AppKey app) => After(app, 0).Length;

    /// <summary>Adds a broadcast that was just made durable and offers it to the connected devices.</summary>
    public async Task AddAsync(Broadcast broadcast, CancellationToken cancellation)
    {
        await _adding.WaitAsync(cancellation);
        try
        {
            if (_last.TryGetValue(broadcast.App, out var last) && broadcast.Number == last + 1)
            {
                Append(broadcast);
                await channel.BroadcastAsync(broadcast, cancellation);
            }
            else if (broadcast.Number > last)
            {
                await ReadStoreAsync(cancellation);
            }
        }
        finally
        {
            _adding.Release();
        }
    }

    /// <summary>Reads what other nodes, or this one before its last crash, accepted; and what was paused, resumed or recalled.</summary>
    public async Task ReloadAsync(CancellationToken cancellation)
    {
        await _adding.WaitAsync(cancellation);
        try
        {
            await ReadStoreAsync(cancellation);
        }
        finally
        {
            _adding.Release();
        }
    }

    public void Dispose() => _adding.Dispose();

    private async Task ReadStoreAsync(CancellationToken cancellation)
    {
        // All each time: push ids of different apps may become visible out of order, broadcasts are paused, recalled and resumed, and open ones are few.
        var stored = await store.ReadBroadcastsAsync(new PushId(0), time.GetUtcNow(), cancellation);
        var byApp = stored.ToLookup(static broadcast => broadcast.App);
        foreach (var app in _open.Keys.Concat(byApp.Select(static group => group.Key)).Distinct().ToArray())
        {
            var known = _open.GetValueOrDefault(app, []);
            // A scheduled one has the number of its start and the id of its acceptance.
            Broadcast[] open = [.. byApp[app].OrderBy(static broadcast => broadcast.Number)];
            var added = Array.FindAll(open, broadcast => !Array.Exists(known, one => one.Number == broadcast.Number));
            _open[app] = open;
            if (added.Length == 0) continue;
            var last = _last.GetValueOrDefault(app);
            _last[app] = Math.Max(last, added[^1].Number);
            sessions.WakeAll(app, lookBack: added[0].Number <= last);
        }
    }

    private void Append(Broadcast broadcast)
    {
        var now = time.GetUtcNow();
        var kept = _open.TryGetValue(broadcast.App, out var open) ? Array.FindAll(open, one => one.ExpiresAt > now) : [];
        _open[broadcast.App] = [.. kept, broadcast];
        _last[broadcast.App] = broadcast.Number;
    }
}
