using Pushway.Core.Bindings;
using Pushway.Core.Pushes;
using Pushway.Core.Shaping;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Two nodes on one PostgreSQL that count for the same devices. Without second tries a deadlock would fail it.</summary>
public sealed class ShapingRaceTests(PostgresEngine engine) : StoreContract(engine)
{
    private const int Devices = 20;
    private readonly PostgresEngine _engine = engine;

    [Fact]
    public async Task Binds_and_pushes_that_count_and_replace_lock_in_one_order()
    {
        Options.Retries = 0;
        await using var one = _engine.Open(Options);
        await using var two = _engine.Open(Options);
        string[] names = [.. Enumerable.Range(0, Devices).Select(i => $"device-{i:D2}")];
        var addresses = new List<Core.Devices.DeviceAddress>();
        foreach (var name in names) addresses.Add(await DeviceAsync(name));
        var shape = new Shape { TimeZone = "UTC", DailyCap = 1_000 };
        for (var round = 1; round <= 10; round++)
        {
            var waiting = Sample.ToUsers(App, "alice") with { Shape = shape, CollapseKey = $"news {round}" };
            await AcceptAsync(waiting);
            await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
            {
                var node = i % 2 == 0 ? one : two;
                if (i % 3 == 0)
                {
                    await node.Devices.BindAsync(
                        addresses[i], new BindingRequest(round % 2 == 0 ? "alice" : "bob", round + 1, Now), Cancel);
                    return;
                }
                var push = i % 3 == 1 ? Sample.ToDevices(App, [.. names.Skip(i), .. names.Take(i)]) : Sample.ToUsers(App, "alice", "bob");
                (await node.Pushes.AcceptAsync(push with { Shape = shape, CollapseKey = "news" }, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
            })));
        }
    }
}
