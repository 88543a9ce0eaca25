using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Shaping over REST, on a real node and a real clock.</summary>
public abstract class ShapingApiContract(RunningNode node) : EndToEndContract(node)
{
    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    [Fact]
    public async Task A_message_is_held_until_its_time_at_the_recipient_and_what_came_later_is_not()
    {
        await using var device = await ConnectAsync(await RegisterAsync());
        var (held, last) = (Unique("held"), Unique("last"));
        var push = await PushAsync(device, held, new { localTime = Word(Now.AddSeconds(3)) });
        var trace = (await Api.GetDeliveriesAsync(push, Cancel)).ShouldHaveSingleItem();
        Text(trace, "why")!.ShouldContain("because of the time of the day at the recipient");
        await PushAsync(ToDevices(device.Identity), last);

        (await device.UntilAsync(held, Cancel)).ShouldBe([last, held]);

        await SeeAsync(push, "Delivered");
    }

    [Fact]
    public async Task Quiet_hours_and_the_cap_of_an_app_hold_and_end_what_does_not_ignore_them()
    {
        await using var own = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(own);
        await using var device = await TestDevice.ConnectAsync(own, null, Cancel);
        var settings = new
        {
            quietHours = new { from = Word(Now.AddMinutes(-5)), until = Word(Now.AddSeconds(5)) },
            dailyCap = 2,
        };
        var put = await SettingsAsync(api, settings);
        put.Status.ShouldBe(HttpStatusCode.OK, put.ToString());
        put.Body.GetProperty("dailyCap").GetInt32().ShouldBe(2);
        Text(put.Body.GetProperty("quietHours"), "from").ShouldBe(settings.quietHours.from);
        var (held, loud, over) = (Unique("held"), Unique("loud"), Unique("over"));

        var push = await PushAsync(api, device, held, null);
        await PushAsync(api, device, loud, new { ignoreQuietHours = true });
        var refused = await PushAsync(api, device, over, null);
        await device.UntilAsync(loud, Cancel);
        Text((await api.GetDeliveriesAsync(push, Cancel))[0], "why")!.ShouldContain("because of quiet hours");
        Text((await api.GetDeliveriesAsync(refused, Cancel))[0], "reason").ShouldBe("daily_cap");
        var free = Unique("free");
        await PushAsync(api, device, free, new { ignoreQuietHours = true, ignoreDailyCap = true });

        (await device.UntilAsync(held, Cancel)).ShouldBe([loud, free, held]);
    }

    [Fact]
    public async Task What_is_held_outlives_the_node()
    {
        await using var mortal = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(mortal);
        await using var device = await TestDevice.ConnectAsync(mortal, null, Cancel);
        var title = Unique("held");
        await PushAsync(api, device, title, new { localTime = Word(Now.AddSeconds(2)) });

        mortal.Kill();
        await mortal.RestartAsync(Cancel);

        (await device.UntilAsync(title, Cancel)).ShouldBe([title]);
    }

    [Theory]
    [InlineData("""{"devices":["device-1"]}""", """{"spreadMinutes":0}""", "shaping_invalid")]
    [InlineData("""{"devices":["device-1"]}""", """{"spreadMinutes":"1"}""", "shaping_invalid")]
    [InlineData("""{"devices":["device-1"]}""", """{"localTime":"9 o'clock"}""", "shaping_invalid")]
    [InlineData("""{"devices":["device-1"]}""", """{"localTime":"09:00"},"ttlSeconds":3600""", "ttl_invalid")]
    [InlineData("""{"everyone":{}}""", """{"localTime":"09:00"}""", "shaping_unsupported")]
    [InlineData("""{"everyone":{}}""", """{"spreadMinutes":5}""", "shaping_unsupported")]
    public Task Shaping_that_is_wrong_or_impossible_is_refused(string audience, string shaping, string code) => ShouldStoreNothingAsync(
        () => Api.PushAsync($$"""{"audience":{{audience}},"notification":{"title":"hi"},"shaping":{{shaping}}}""", Cancel),
        HttpStatusCode.BadRequest, code);

    [Theory]
    [InlineData("""{"quietHours":{"from":"22:00"}}""", "shaping_invalid")]
    [InlineData("""{"quietHours":{"from":"22:00","until":"22:00"}}""", "shaping_invalid")]
    [InlineData("""{"quietHours":{"from":7,"until":"22:00"}}""", "shaping_invalid")]
    [InlineData("""{"dailyCap":0}""", "shaping_invalid")]
    [InlineData("""{"timeZone":"Mars/Olympus"}""", "time_zone_invalid")]
    public async Task Settings_that_are_wrong_are_refused(string settings, string code)
    {
        var content = new StringContent(settings, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        var answer = await Api.SendAsync(new(HttpMethod.Put, "/v1/app/settings") { Content = content }, Cancel);

        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.BadRequest, code));
    }

    private static string Word(DateTime time) => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private Task<string> PushAsync(TestDevice device, string title, object? shaping) => PushAsync(Api, device, title, shaping);

    private static async Task<string> PushAsync(PushApi api, TestDevice device, string title, object? shaping)
    {
        var answer = await api.PushAsync(new { audience = ToDevices(device.Identity), notification = new { title }, shaping }, Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        return answer.Id;
    }

    private static Task<ApiAnswer> SettingsAsync(PushApi api, object settings) =>
        api.SendAsync(new(HttpMethod.Put, "/v1/app/settings") { Content = JsonContent.Create(settings, settings.GetType()) }, Cancel);
}

public sealed class SqliteShapingApiTests(SqliteNode node) : ShapingApiContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresShapingApiTests(PostgresNode node) : ShapingApiContract(node), IClassFixture<PostgresNode>;
