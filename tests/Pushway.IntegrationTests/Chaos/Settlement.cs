using System.Collections.Concurrent;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>Waits, looking from outside, until nothing is open that can be delivered.</summary>
internal sealed class Settlement(PushApi api, Fleet fleet)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The traces of all pushes, by key; those that did not settle in time are named too.</summary>
    public async Task<(IReadOnlyDictionary<string, PushTrace> Traces, IReadOnlyList<ChaosPush> Unsettled)> SettleAsync(
        IReadOnlyDictionary<ChaosPush, string> pushes, CancellationToken cancellation)
    {
        var traces = new ConcurrentDictionary<string, PushTrace>();
        var open = new ConcurrentBag<ChaosPush>(pushes.Keys);
        try
        {
            await Eventually.SeeAsync(LookAsync, left => left == 0, cancellation, Limit);
        }
        catch (TimeoutException)
        {
            // The caller says which.
        }
        return (traces, [.. open]);

        async Task<int> LookAsync(CancellationToken token)
        {
            var looked = Interlocked.Exchange(ref open, []);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = token };
            await Parallel.ForEachAsync(looked, parallel, async (push, stop) =>
            {
                var trace = await PushTrace.ReadAsync(api, pushes[push], stop);
                traces[push.Key] = trace;
                if (!IsSettled(push, trace)) open.Add(push);
            });
            return open.Count;
        }
    }

    private bool IsSettled(ChaosPush push, PushTrace trace)
    {
        var devices = fleet.Devices;
        var delivered = trace.Items.Where(item => item.IsDelivered).ToList();
        return !trace.Items.Any(item => item.IsOpen) && push.Kind switch
        {
            PushKind.Devices => push.Targets.All(target => delivered.Exists(item => item.Device == target)),
            PushKind.Everyone => devices.All(device => delivered.Exists(item => item.Device == device.Id)),
            PushKind.Users => push.Targets.All(user => delivered.Exists(item => item.Target == user)
                || (trace.State == "Running" && devices.All(device => device.User != user))),
        };
    }
}
