using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Pushway.Device;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Devices and users as an application server sees and changes them.</summary>
public abstract class DeviceViewContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task A_connected_device_shows_how_it_is_connected_and_afterwards_how_it_was()
    {
        var identity = await RegisterAsync();
        (await GetAsync(identity)).GetProperty("connection").ValueKind.ShouldBe(JsonValueKind.Null);
        var device = await ConnectAsync(identity);
        // The answer to CONNECT leaves just before the connection can be seen.
        var connection = (await Eventually.SeeAsync(
            _ => GetAsync(identity), view => view.GetProperty("connection").ValueKind == JsonValueKind.Object, Cancel)).GetProperty("connection");
        (Text(connection, "transport"), Text(connection, "protocol")).ShouldBe(("tcp", "mqtt5"));
        await device.DisposeAsync();

        var after = await Eventually.SeeAsync(
            _ => GetAsync(identity), view => view.GetProperty("history").GetProperty("connections").GetArrayLength() > 0, Cancel);

        after.GetProperty("connection").ValueKind.ShouldBe(JsonValueKind.Null);
        var past = after.GetProperty("history").GetProperty("connections").EnumerateArray().ShouldHaveSingleItem();
        Text(past, "reason").ShouldBe("ByDevice");
        Text(past, "connectedAt").ShouldBe(Text(connection, "connectedAt"));
        Text(past, "node").ShouldBe(Text(connection, "node"));
    }

    [Fact]
    public async Task A_connection_that_a_newer_one_took_over_says_so()
    {
        var identity = await RegisterAsync();
        await using var first = await OpenAsync(RawConnect.Of(App, identity));
        await using var second = await OpenAsync(RawConnect.Of(App, identity));

        var view = await Eventually.SeeAsync(
            _ => GetAsync(identity), found => found.GetProperty("history").GetProperty("connections").GetArrayLength() > 0, Cancel);

        Text(view.GetProperty("history").GetProperty("connections")[0], "reason").ShouldBe("TakenOver");
        view.GetProperty("connection").ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Fact]
    public async Task A_connection_that_ended_with_the_node_is_in_the_history()
    {
        await using var mortal = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(mortal);
        var device = await TestDevice.ConnectAsync(mortal, identity: null, Cancel);
        var path = $"/v1/devices/{device.Identity.DeviceId}";
        await Eventually.SeeAsync(
            cancellation => api.SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellation),
            answer => answer.Body.GetProperty("connection").ValueKind == JsonValueKind.Object, Cancel);
        await mortal.StopAsync(Cancel);
        await device.DisposeAsync();
        await mortal.RestartAsync(Cancel);

        var answer = await api.SendAsync(new HttpRequestMessage(HttpMethod.Get, path), Cancel);

        var connections = answer.Body.GetProperty("history").GetProperty("connections").EnumerateArray().ToList();
        connections.ShouldContain(one => Text(one, "reason") == "ServerShuttingDown", answer.ToString());
    }

    [Fact]
    public async Task What_waits_for_a_device_is_listed_without_its_text_until_it_is_confirmed()
    {
        var identity = await RegisterAsync();
        var title = Unique("secret");
        var push = await PushAsync(ToDevices(identity), title);

        var view = await GetAsync(identity);

        view.GetRawText().ShouldNotContain(title);
        var waiting = view.GetProperty("waiting").EnumerateArray().Single(one => Text(one, "pushId") == push);
        (Text(waiting, "state"), Text(waiting, "userId")).ShouldBe(("Waiting", null));
        waiting.GetProperty("expiresAt").GetDateTimeOffset().ShouldBe(
            waiting.GetProperty("since").GetDateTimeOffset().AddHours(1), TimeSpan.FromSeconds(5));
        await using var device = await ConnectAsync(identity);
        await SeeAsync(push, "Delivered");
        (await GetAsync(identity)).GetProperty("waiting").EnumerateArray().ShouldNotContain(one => Text(one, "pushId") == push);
    }

    [Fact]
    public async Task What_went_to_everyone_waits_for_a_device_that_has_not_confirmed_it()
    {
        var identity = await RegisterAsync();
        var push = await PushAsync(ToEveryone, Unique("all"));

        (await GetAsync(identity)).GetProperty("waiting").EnumerateArray().ShouldContain(one => Text(one, "pushId") == push);
        await using var device = await ConnectAsync(identity);

        await Eventually.SeeAsync(
            _ => GetAsync(identity), found => found.GetProperty("waiting").GetArrayLength() == 0, Cancel);
    }

    [Fact]
    public async Task A_bind_by_the_server_gives_the_connected_device_what_waits_at_once()
    {
        var user = Unique("user");
        var title = Unique("waits");
        var push = await PushAsync(ToUsers(user), title);
        var before = await GetUserAsync(user);
        before.GetProperty("devices").GetArrayLength().ShouldBe(0);
        Text(before.GetProperty("waiting").EnumerateArray().ShouldHaveSingleItem(), "pushId").ShouldBe(push);
        await using var device = await ConnectAsync(await RegisterAsync());

        var answer = await BindAsync(device.Identity, user);

        (answer.Status, Text(answer.Body, "userId"), answer.Body.GetProperty("applied").GetBoolean())
            .ShouldBe((HttpStatusCode.OK, user, true), answer.ToString());
        await device.UntilAsync(title, Cancel);
        await SeeAsync(push, "Delivered");
        var after = await GetUserAsync(user);
        after.GetProperty("waiting").GetArrayLength().ShouldBe(0);
        var bound = after.GetProperty("devices").EnumerateArray().ShouldHaveSingleItem();
        (Text(bound, "id"), Text(bound, "platform")).ShouldBe((device.Identity.DeviceId, "android"));
        bound.GetProperty("connection").ValueKind.ShouldBe(JsonValueKind.Object);
        Text((await GetAsync(device.Identity)).GetProperty("binding"), "userId").ShouldBe(user);
    }

    [Fact]
    public async Task An_unbind_by_the_server_keeps_messages_of_the_user_from_the_connected_device()
    {
        var user = Unique("user");
        await using var device = await ConnectAsync(await RegisterAsync());
        await BindAsync(device.Identity, user);

        var other = await UnbindAsync(device.Identity, "?userId=someone-else");
        var whoever = await UnbindAsync(device.Identity, "");
        var again = await UnbindAsync(device.Identity, $"?userId={user}");

        (Text(other.Body, "userId"), other.Body.GetProperty("applied").GetBoolean()).ShouldBe((user, false));
        (Text(whoever.Body, "userId"), whoever.Body.GetProperty("applied").GetBoolean()).ShouldBe((null, true));
        again.Body.GetProperty("applied").GetBoolean().ShouldBeFalse();
        var (secret, last) = (Unique("private"), Unique("last"));
        var push = await PushAsync(ToUsers(user), secret);
        await PushAsync(ToDevices(device.Identity), last);
        (await device.UntilAsync(last, Cancel)).ShouldNotContain(secret);
        Text(await SeeAsync(push, "Waiting"), "reason").ShouldBe("no_binding");
        var history = (await GetAsync(device.Identity)).GetProperty("history").GetProperty("bindings").EnumerateArray();
        history.Select(one => (Text(one, "cause"), Text(one, "userId"))).ShouldBe([("Unbound", user), ("Bound", user)]);
    }

    [Fact]
    public async Task Changes_that_follow_each_other_at_once_all_count()
    {
        var identity = await RegisterAsync();
        for (var i = 0; i < 30; i++)
        {
            (await BindAsync(identity, Unique("user"))).Body.GetProperty("applied").GetBoolean().ShouldBeTrue();
        }
        (await GetAsync(identity)).GetProperty("history").GetProperty("bindings").GetArrayLength().ShouldBe(20);
    }

    [Fact]
    public async Task A_report_by_the_server_is_shown_with_the_end_of_the_token_only()
    {
        var identity = await RegisterAsync();
        var token = Unique("token");
        var answer = await SendAsync(HttpMethod.Put, $"devices/{identity.DeviceId}/report", new
        {
            platform = "ios",
            appVersion = "2.1",
            model = "iPhone17,1",
            locale = "de-DE",
            timeZone = "Europe/Berlin",
            notificationsEnabled = false,
            vendor = "apns",
            token,
        });
        answer.Status.ShouldBe(HttpStatusCode.NoContent, answer.ToString());
        await SendAsync(HttpMethod.Put, $"devices/{identity.DeviceId}/report", new { appVersion = "2.2" });

        var view = await GetAsync(identity);

        string[] members = ["platform", "appVersion", "model", "locale", "timeZone"];
        members.Select(name => Text(view, name)).ShouldBe(["ios", "2.2", "iPhone17,1", "de-DE", "Europe/Berlin"]);
        view.GetProperty("notificationsEnabled").GetBoolean().ShouldBeFalse();
        view.GetProperty("provisional").GetBoolean().ShouldBeFalse();
        view.GetRawText().ShouldNotContain(token);
        var shown = view.GetProperty("vendorTokens").EnumerateArray().ShouldHaveSingleItem();
        (Text(shown, "vendor"), Text(shown, "tokenEnd")).ShouldBe(("apns", token[^6..]));
        var past = view.GetProperty("history").GetProperty("vendorTokens").EnumerateArray().ShouldHaveSingleItem();
        (Text(past, "cause"), Text(past, "tokenEnd")).ShouldBe(("Reported", token[^6..]));
    }

    [Fact]
    public async Task A_device_that_is_not_this_app_s_is_not_found_on_any_way()
    {
        foreach (var id in (string[])["0123456789abcdef0123456789abcdef", "short", "no%20id-at-all"])
        {
            ApiAnswer[] answers =
            [
                await SendAsync(HttpMethod.Get, $"devices/{id}"),
                await SendAsync(HttpMethod.Put, $"devices/{id}/binding", new { userId = "alice" }),
                await SendAsync(HttpMethod.Delete, $"devices/{id}/binding"),
                await SendAsync(HttpMethod.Put, $"devices/{id}/report", new { model = "Pixel" }),
            ];
            answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.NotFound && answer.Code == "device_not_found");
        }
    }

    [Theory]
    [InlineData("PUT", "binding", "{}", "user_id_invalid")]
    [InlineData("PUT", "binding", """{"userId":5}""", "user_id_invalid")]
    [InlineData("PUT", "binding", """{"userId":"a\u0000"}""", "user_id_invalid")]
    [InlineData("PUT", "binding", """{"user":"alice"}""", "unknown_field")]
    [InlineData("DELETE", "binding?userId=", null, "user_id_invalid")]
    [InlineData("PUT", "report", """{"platform":"iOS"}""", "report_invalid")]
    [InlineData("PUT", "report", """{"locale":"?"}""", "report_invalid")]
    [InlineData("PUT", "report", """{"timeZone":"Mars/Base"}""", "report_invalid")]
    [InlineData("PUT", "report", """{"notificationsEnabled":"yes"}""", "report_invalid")]
    [InlineData("PUT", "report", """{"vendor":"apns"}""", "report_invalid")]
    [InlineData("PUT", "report", """{"vendor":"pigeon","token":"t"}""", "report_invalid")]
    [InlineData("PUT", "report", """{"model":"a\nb"}""", "report_invalid")]
    [InlineData("PUT", "report", """{"deviceId":"x"}""", "unknown_field")]
    [InlineData("PUT", "report", "[]", "malformed_json")]
    public async Task A_change_that_is_wrong_is_refused_with_a_code(string method, string path, string? body, string code)
    {
        var identity = await RegisterAsync();
        var before = (await GetAsync(identity)).GetRawText();

        var answer = await SendAsync(new HttpMethod(method), $"devices/{identity.DeviceId}/{path}", body);

        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.BadRequest, code), answer.ToString());
        (await GetAsync(identity)).GetRawText().ShouldBe(before);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("a/b?c#d")]
    [InlineData("100%2F")]
    [InlineData("用户 ü")]
    public async Task A_user_of_any_name_is_found_and_one_nobody_knows_is_empty(string name)
    {
        var user = Unique(name);
        (await GetUserAsync(user)).GetProperty("devices").GetArrayLength().ShouldBe(0);
        var identity = await RegisterAsync();
        await Rpc.BindAsync(identity, user, Cancel);

        var found = await GetUserAsync(user);

        Text(found, "id").ShouldBe(user);
        Text(found.GetProperty("devices").EnumerateArray().ShouldHaveSingleItem(), "id").ShouldBe(identity.DeviceId);
    }

    [Fact]
    public async Task A_user_id_that_cannot_be_is_refused()
    {
        var answer = await SendAsync(HttpMethod.Get, $"users/{new string('u', 129)}");

        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.BadRequest, "user_id_invalid"));
    }

    private Task<ApiAnswer> BindAsync(Identity device, string userId) =>
        SendAsync(HttpMethod.Put, $"devices/{device.DeviceId}/binding", new { userId });

    private Task<ApiAnswer> UnbindAsync(Identity device, string query) =>
        SendAsync(HttpMethod.Delete, $"devices/{device.DeviceId}/binding{query}");

    private async Task<JsonElement> GetAsync(Identity device)
    {
        var answer = await SendAsync(HttpMethod.Get, $"devices/{device.DeviceId}");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        return answer.Body;
    }

    private async Task<JsonElement> GetUserAsync(string user)
    {
        var answer = await SendAsync(HttpMethod.Get, $"users/{Uri.EscapeDataString(user)}");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        return answer.Body;
    }

    private Task<ApiAnswer> SendAsync(HttpMethod method, string path, object? body = null)
    {
        var request = new HttpRequestMessage(method, $"/v1/{path}");
        if (body is not null)
        {
            var json = body as string ?? JsonSerializer.Serialize(body);
            request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        }
        return Api.SendAsync(request, Cancel);
    }
}

public sealed class SqliteDeviceViewTests(SqliteNode node) : DeviceViewContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresDeviceViewTests(PostgresNode node) : DeviceViewContract(node), IClassFixture<PostgresNode>;
