using System.Net;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Pausing and resuming over REST.</summary>
public abstract class PauseApiContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task What_is_paused_does_not_reach_a_device_that_connects_until_it_is_resumed()
    {
        var identity = await RegisterAsync();
        var (title, other) = (Unique("paused"), Unique("other"));
        var push = await PushAsync(ToDevices(identity), title);
        var paused = await Api.ControlAsync(push, "pause", Cancel);
        paused.Status.ShouldBe(HttpStatusCode.OK);
        Text(paused.Body, "state").ShouldBe("Paused");
        await PushAsync(ToDevices(identity), other);

        await using var device = await ConnectAsync(identity);
        (await device.UntilAsync(other, Cancel)).ShouldNotContain(title);

        (await Api.ControlAsync(push, "resume", Cancel)).Status.ShouldBe(HttpStatusCode.OK);
        await device.UntilAsync(title, Cancel);
        await SeeAsync(push, "Delivered");
        (await Api.ControlAsync(push, "pause", Cancel)).Code.ShouldBe("push_ended");
    }

    [Fact]
    public async Task A_paused_broadcast_comes_to_nobody_until_it_is_resumed_and_then_once()
    {
        await using var own = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(own);
        await using var before = await TestDevice.ConnectAsync(own, null, Cancel);
        var (title, second, last) = (Unique("paused"), Unique("second"), Unique("last"));
        var push = await PushAsync(api, ToEveryone, title);
        await before.UntilAsync(title, Cancel);
        (await api.ControlAsync(push, "pause", Cancel)).Status.ShouldBe(HttpStatusCode.OK);
        await PushAsync(api, ToEveryone, second);
        await using var late = await TestDevice.ConnectAsync(own, null, Cancel);
        (await late.UntilAsync(second, Cancel)).ShouldBe([second]);

        (await api.ControlAsync(push, "resume", Cancel)).Status.ShouldBe(HttpStatusCode.OK);

        await late.UntilAsync(title, Cancel);
        await PushAsync(api, ToEveryone, last);
        (await before.UntilAsync(last, Cancel)).ShouldBe([title, second, last]);
        (await late.UntilAsync(last, Cancel)).ShouldBe([second, title, last]);
    }
}

public sealed class SqlitePauseApiTests(SqliteNode node) : PauseApiContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresPauseApiTests(PostgresNode node) : PauseApiContract(node), IClassFixture<PostgresNode>;
