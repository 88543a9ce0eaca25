using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>The devices and users of a run. Some devices are faithful: bound once, and never to another.</summary>
internal sealed class Fleet(NodeProcess node, History history, int seed) : IDisposable
{
    public static readonly IReadOnlyList<string> Users = ["ann", "ben", "cat", "dan", "eve", "fay"];
    private readonly Lock _gate = new();
    private readonly List<ChaosDevice> _devices = [];

    /// <summary>Those that exist for the node by now; a copy.</summary>
    public IReadOnlyList<ChaosDevice> Devices
    {
        get
        {
            lock (_gate) return [.. _devices];
        }
    }

    /// <summary>A new device comes.</summary>
    public async Task<ChaosDevice> AddAsync(int number, CancellationToken cancellation)
    {
        var device = new ChaosDevice(node, history, seed + number * 7919);
        try
        {
            await device.AppearAsync(cancellation);
        }
        catch
        {
            device.Dispose();
            throw;
        }
        lock (_gate) _devices.Add(device);
        return device;
    }

    /// <summary>From now on every device confirms all, on a fresh connection.</summary>
    public Task GatherAsync(CancellationToken cancellation) => Task.WhenAll(Devices.Select(async device =>
    {
        device.Negligence = 0;
        await device.ConnectUntilThereAsync(cancellation);
    }));

    /// <summary>Each user without a device gets one, so that what waits for a binding can go.</summary>
    public async Task BindHeirsAsync(CancellationToken cancellation)
    {
        var bound = Devices.Select(device => device.User).ToHashSet();
        var next = Devices.Count;
        foreach (var user in Users.Where(user => !bound.Contains(user)))
        {
            var heir = await AddAsync(next++, cancellation);
            heir.Negligence = 0;
            await heir.ConnectUntilThereAsync(cancellation);
            await heir.BindAsync(user, cancellation);
        }
    }

    public void Dispose()
    {
        foreach (var device in Devices) device.Dispose();
    }
}
