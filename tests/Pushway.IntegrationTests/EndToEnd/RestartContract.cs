using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>What was accepted outlives the process.</summary>
public abstract class RestartContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task Pushes_accepted_before_a_kill_arrive_after_the_restart()
    {
        await using var mortal = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(mortal);
        await using var device = await TestDevice.ConnectAsync(mortal, identity: null, Cancel);
        var (user, before) = (Unique("user"), Unique("before"));
        await device.BindAsync(user, Cancel);
        await PushAsync(api, ToDevices(device.Identity), before);
        await device.UntilAsync(before, Cancel);
        var identity = device.Identity;
        await device.DisposeAsync();
        object[] audiences = [ToDevices(identity), ToUsers(user), ToEveryone];
        var (titles, pushes) = (new List<string>(), new List<string>());
        foreach (var audience in audiences)
        {
            titles.Add(Unique("kept"));
            pushes.Add(await PushAsync(api, audience, titles[^1]));
        }

        mortal.Kill();
        await mortal.RestartAsync(Cancel);

        await using var again = await TestDevice.ConnectAsync(mortal, identity, Cancel);
        (await again.UntilAsync(titles[^1], Cancel)).ShouldBe(titles);
        foreach (var push in pushes) await SeeAsync(api, push, "Delivered");
    }

    [Fact]
    public async Task A_device_that_was_connected_comes_back_by_itself_and_keys_stay_known()
    {
        await using var mortal = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(mortal);
        await using var device = await TestDevice.ConnectAsync(mortal, identity: null, Cancel);
        var (title, key) = (Unique("title"), Unique("key"));
        var body = new { audience = ToDevices(device.Identity), notification = new { title } };

        mortal.Kill();
        await mortal.RestartAsync(Cancel);
        var first = await api.PushAsync(body, key, Cancel);
        await device.UntilAsync(title, Cancel);
        mortal.Kill();
        await mortal.RestartAsync(Cancel);

        (await api.PushAsync(body, key, Cancel)).Id.ShouldBe(first.Id);
    }
}

public sealed class SqliteRestartTests(SqliteNode node) : RestartContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresRestartTests(PostgresNode node) : RestartContract(node), IClassFixture<PostgresNode>;
