using System.Net;
using System.Text.Json;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Where a message is and why, as an application server asks for it.</summary>
public abstract class MessageTraceContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task A_message_to_a_user_is_followed_by_its_key_from_no_device_to_the_confirmation()
    {
        var (user, key) = (Unique("user"), Unique("key"));
        var push = await PushAsync(new { users = new[] { new { id = user, key } } }, Unique("title"));
        Why(await OneAsync($"key={key}")).ShouldStartWith("No device has been bound to this user yet. It waits until ");

        var identity = await RegisterAsync();
        (await Rpc.BindAsync(identity, user, Cancel)).Status.ShouldBe(1000);
        Why(await OneAsync($"key={key}")).ShouldStartWith("The device is not connected; it was last heard of at ");

        await using var device = await ConnectAsync(identity);
        var delivered = await Eventually.SeeAsync(
            _ => OneAsync($"key={key}&target={user}"), one => Text(one, "state") == "Delivered", Cancel);
        Why(delivered).ShouldStartWith("The device confirmed it at ");
        (Text(delivered, "pushId"), Text(delivered, "userId"), Text(delivered, "deviceId"), Text(delivered, "channel"))
            .ShouldBe((push, user, device.Identity.DeviceId, "gateway"));
        Text(await OneAsync($"user={user}"), "id").ShouldBe(Text(delivered, "id"));
        Text(await OneAsync($"device={identity.DeviceId}&limit=1"), "id").ShouldBe(Text(delivered, "id"));

        (await Rpc.UnbindAsync(identity, user, Cancel)).Status.ShouldBe(1000);
        await PushAsync(new { users = new[] { user } }, Unique("title"));
        Why((await ItemsAsync($"messages?user={user}"))[0]).ShouldStartWith("No device is bound to this user since ");
    }

    [Fact]
    public async Task A_device_that_left_without_a_word_is_named_as_the_reason()
    {
        var device = await ConnectAsync(await RegisterAsync());
        await device.DisposeAsync();
        await Eventually.SeeAsync(
            async _ =>
            {
                var push = await PushAsync(ToDevices(device.Identity), Unique("title"));
                return Why((await ItemsAsync($"pushes/{push}/deliveries"))[0]);
            },
            why => why.Contains("it last was until", StringComparison.Ordinal)
                && why.Contains("when it disconnected itself", StringComparison.Ordinal),
            Cancel);
    }

    [Fact]
    public async Task A_push_to_everyone_says_of_a_device_that_did_not_get_it_why()
    {
        var away = await RegisterAsync();
        var push = await PushAsync(ToEveryone, Unique("all"));

        var item = (await ItemsAsync($"pushes/{push}/deliveries?device={away.DeviceId}")).ShouldHaveSingleItem();

        (Text(item, "state"), Text(item, "deviceId")).ShouldBe(("Waiting", away.DeviceId));
        Why(item).ShouldStartWith("The device is not connected; it was last heard of at ");
        (await ItemsAsync($"messages?device={away.DeviceId}")).ShouldContain(one => Text(one, "pushId") == push);
    }

    [Theory]
    [InlineData("messages", "query_invalid")]
    [InlineData("messages?key=a&user=b", "query_invalid")]
    [InlineData("messages?key=a&limit=0", "limit_invalid")]
    [InlineData("messages?user=%00", "user_id_invalid")]
    [InlineData("messages?device=short", "device_not_found")]
    [InlineData("pushes/1/deliveries?device=short", "device_not_found")]
    [InlineData("pushes/1/deliveries", "push_not_found")]
    public async Task A_question_that_cannot_be_answered_is_refused_with_a_code(string path, string code) =>
        (await AskAsync(path)).Code.ShouldBe(code);

    [Fact]
    public async Task What_nobody_has_heard_of_is_an_empty_list()
    {
        foreach (var query in new[] { $"key={Unique("key")}", $"user={Unique("user")}", $"device={Unique("device")}" })
            (await ItemsAsync($"messages?{query}")).Where(one => one.GetProperty("userId").ValueKind != JsonValueKind.Null).ShouldBeEmpty();
    }

    private static string Why(JsonElement item) => Text(item, "why")!;

    private async Task<JsonElement> OneAsync(string query) => (await ItemsAsync($"messages?{query}"))[0];

    private async Task<List<JsonElement>> ItemsAsync(string path)
    {
        var answer = await AskAsync(path);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        return [.. answer.Body.GetProperty("items").EnumerateArray()];
    }

    private Task<ApiAnswer> AskAsync(string path) => Api.SendAsync(new(HttpMethod.Get, $"/v1/{path}"), Cancel);
}

public sealed class SqliteMessageTraceTests(SqliteNode node) : MessageTraceContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresMessageTraceTests(PostgresNode node) : MessageTraceContract(node), IClassFixture<PostgresNode>;
