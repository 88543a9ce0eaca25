using System.Globalization;
using System.Net;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>An application server that pushes to devices, users and everyone, and repeats each call until it is answered.</summary>
internal sealed class PushLoad(NodeProcess node, History history, Fleet fleet, BroadcastBudget budget, int number, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Random _random = new(seed + number * 15_485_863);
    private readonly List<ChaosPush> _answered = [];
    private int _pushes;

    public async Task RunAsync(CancellationToken stop, CancellationToken cancellation)
    {
        using var api = PushApi.Of(node);
        while (!stop.IsCancellationRequested)
        {
            // Now and then one that was answered already, perhaps before the last crash.
            var push = _answered.Count > 0 && _random.Next(15) == 0 ? _answered[_random.Next(_answered.Count)] : Next();
            if (push is not null) await SendAsync(api, push, cancellation);
            await Task.Delay(_random.Next(0, 60), cancellation);
        }
    }

    private ChaosPush? Next()
    {
        var devices = fleet.Devices;
        if (devices.Count == 0) return null;
        var key = string.Create(CultureInfo.InvariantCulture, $"p{number}-{++_pushes}");
        var dice = _random.Next(100);
        if (dice < 12 && budget.Take()) return new ChaosPush(key, PushKind.Everyone, []);
        return dice < 60
            ? new ChaosPush(key, PushKind.Devices, Pick(devices.Select(device => device.Id)))
            : new ChaosPush(key, PushKind.Users, Pick(Fleet.Users));
    }

    private string[] Pick(IEnumerable<string> all)
    {
        var shuffled = all.ToArray();
        _random.Shuffle(shuffled);
        var count = _random.Next(10) switch { < 7 => 1, < 9 => 2, _ => 4 };
        return shuffled[..Math.Min(count, shuffled.Length)];
    }

    private async Task SendAsync(PushApi api, ChaosPush push, CancellationToken cancellation)
    {
        while (!await TrySendAsync(api, push, cancellation)) await Task.Delay(_random.Next(5, 80), cancellation);
        _answered.Add(push);
    }

    private async Task<bool> TrySendAsync(PushApi api, ChaosPush push, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Some callers hang up before they can have the answer.
        limit.CancelAfter(_random.Next(20) == 0 ? TimeSpan.FromMilliseconds(_random.Next(1, 8)) : Patience);
        history.Add(new PushCalled(push));
        try
        {
            var answer = await api.PushAsync(push.Body, push.Key, limit.Token);
            if (answer.Status == HttpStatusCode.Accepted)
            {
                history.Add(new PushAnswered(push, answer.Id));
                return true;
            }
            history.Add(new PushFailed(push, $"{answer.Status} {answer.Code}"));
            return (int)answer.Status is >= 500 or 429
                ? false
                : throw new InvalidOperationException($"Push {push} was refused: {answer}");
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            history.Add(new PushFailed(push, exception.GetType().Name));
            return false;
        }
    }
}

/// <summary>How many broadcasts a run may have: an app may hold 256 open ones.</summary>
internal sealed class BroadcastBudget(TimeSpan refill)
{
    private const int Most = 220;
    private readonly Lock _gate = new();
    private int _taken;
    private long _next;

    /// <summary>At most one in each interval.</summary>
    public bool Take()
    {
        lock (_gate)
        {
            var now = Environment.TickCount64;
            if (_taken == Most || now < _next) return false;
            _next = now + (long)refill.TotalMilliseconds;
            _taken++;
            return true;
        }
    }
}
