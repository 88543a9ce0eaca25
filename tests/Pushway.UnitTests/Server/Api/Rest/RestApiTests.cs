using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Pushway.UnitTests.Server.Hosting;

namespace Pushway.UnitTests.Server.Api.Rest;

public sealed class RestApiTests(RestApiTests.Started started) : IClassFixture<RestApiTests.Started>
{
    private const string Hello = "\"notification\":{\"title\":\"Hello\"}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Http => started.Node.Http;

    [Theory]
    [InlineData("", 400, "malformed_json")]
    [InlineData("{", 400, "malformed_json")]
    [InlineData("null", 400, "malformed_json")]
    [InlineData("[1]", 400, "malformed_json")]
    [InlineData("{} {}", 400, "malformed_json")]
    [InlineData("""{"ttlSeconds":1,"ttlSeconds":2}""", 400, "malformed_json")]
    [InlineData("{}", 400, "audience_invalid")]
    [InlineData("""{"audience":{}}""", 400, "audience_invalid")]
    [InlineData("""{"audience":5}""", 400, "audience_invalid")]
    [InlineData("""{"audience":{"users":[]},<hello>}""", 400, "audience_invalid")]
    [InlineData("""{"audience":{"users":["u"],"everyone":{}},<hello>}""", 400, "audience_invalid")]
    [InlineData("""{"audience":{"everyone":true},<hello>}""", 400, "audience_invalid")]
    [InlineData("""{"audience":{"everyone":{"tag":"x"}},<hello>}""", 400, "unknown_field", "audience.everyone.tag")]
    [InlineData("""{"audience":{"users":["u"]},<hello>,"sound":1}""", 400, "unknown_field", "'sound'")]
    [InlineData("""{"audience":{"users":[{"id":"u","kee":"k"}]},<hello>}""", 400, "unknown_field", "audience.users[0].kee")]
    [InlineData("""{"audience":{"users":["u",5]},<hello>}""", 400, "target_invalid", "audience.users[1]")]
    [InlineData("""{"audience":{"users":[null]},<hello>}""", 400, "target_invalid")]
    [InlineData("""{"audience":{"users":[{"key":"k"}]},<hello>}""", 400, "target_invalid")]
    [InlineData("""{"audience":{"users":[{"id":5}]},<hello>}""", 400, "target_invalid")]
    [InlineData("""{"audience":{"devices":["short"]},<hello>}""", 400, "target_invalid")]
    [InlineData("""{"audience":{"users":["u","u"]},<hello>}""", 400, "target_duplicate")]
    [InlineData("""{"audience":{"users":["u"]}}""", 400, "notification_invalid")]
    [InlineData("""{"audience":{"users":["u"]},"notification":{"title":5}}""", 400, "notification_invalid", "notification.title")]
    [InlineData("""{"audience":{"users":["u"]},"notification":{"extras":[]}}""", 400, "notification_invalid")]
    [InlineData("""{"audience":{"users":["u"]},"notification":{"extras":{"a":"\ud800"}}}""", 400, "notification_invalid")]
    [InlineData("""{"audience":{"users":["u"]},"notification":{"title":"\ud800"}}""", 400, "notification_invalid")]
    [InlineData("""{"audience":{"users":["u"]},<hello>,"ttlSeconds":"60"}""", 400, "ttl_invalid")]
    [InlineData("""{"audience":{"users":["u"]},<hello>,"ttlSeconds":1.5}""", 400, "ttl_invalid")]
    [InlineData("""{"audience":{"users":["u"]},<hello>,"ttlSeconds":0}""", 400, "ttl_invalid")]
    [InlineData("""{"audience":{"users":["u"]},<hello>,"policy":"loud"}""", 400, "policy_invalid")]
    [InlineData("""{"audience":{"users":["u"]},<hello>,"priority":11}""", 400, "priority_invalid")]
    [InlineData("""{"audience":{"users":["u"]},<hello>,"collapseKey":""}""", 400, "collapse_key_invalid")]
    public async Task A_push_that_is_wrong_is_refused_with_a_code(string body, int status, string code, string detail = "")
    {
        using var response = await PostAsync(body.Replace("<hello>", Hello, StringComparison.Ordinal));
        await ShouldBeProblemAsync(response, status, code, detail);
    }

    [Theory]
    [InlineData("""{"audience":{"users":["u1",{"id":"u2"},{"id":"u3","key":"k"}]},<hello>}""")]
    [InlineData("""{"audience":{"everyone":{}},<hello>}""")]
    [InlineData("""{"audience":{"users":["u"],"devices":null},"notification":{"body":"b","extras":{"a":{"b":["\u00e9",1e400]}}}}""")]
    public async Task A_push_that_is_right_is_accepted_and_can_be_read(string body)
    {
        using var response = await PostAsync(body.Replace("<hello>", Hello, StringComparison.Ordinal));
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!.AsObject();
        answer.Select(member => member.Key).ShouldBe(["id"]);
        var push = JsonNode.Parse(await Http.GetStringAsync($"/v1/pushes/{answer["id"]}", Cancellation))!;
        ((string?)push["id"]).ShouldBe((string?)answer["id"]);
        push["counts"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_repeat_under_its_key_is_named_and_other_content_is_a_conflict()
    {
        const string First = """{"audience":{"users":[{"id":"carol","key":"k1"}]},"notification":{"title":"one"}}""";
        using var first = await PostAsync(First);
        using var repeat = await PostAsync(First.Replace("carol\",\"key\":\"k1\"}", "carol\",\"key\":\"k1\"},\"dave\"", StringComparison.Ordinal));
        var id = (string?)JsonNode.Parse(await first.Content.ReadAsStringAsync(Cancellation))!["id"];
        var duplicate = JsonNode.Parse(await repeat.Content.ReadAsStringAsync(Cancellation))!["duplicates"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)duplicate["key"], (string?)duplicate["target"], (string?)duplicate["pushId"]).ShouldBe(("k1", "carol", id));
        using var conflict = await PostAsync(First.Replace("one", "two", StringComparison.Ordinal));
        await ShouldBeProblemAsync(conflict, 409, "msg_key_conflict", "");
    }

    [Theory]
    [InlineData("GET", "/v1/pushes/1", 404, "push_not_found")]
    [InlineData("GET", "/v1/pushes/abc", 404, "push_not_found")]
    [InlineData("GET", "/v1/pushes/1/deliveries", 404, "push_not_found")]
    [InlineData("GET", "/v1/pushes/1/deliveries?limit=0", 400, "limit_invalid")]
    [InlineData("GET", "/v1/pushes/1/deliveries?limit=501", 400, "limit_invalid")]
    [InlineData("GET", "/v1/pushes/1/deliveries?limit=ten", 400, "limit_invalid")]
    [InlineData("GET", "/v1/nothing", 404, "not_found")]
    [InlineData("GET", "/nothing", 404, "not_found")]
    [InlineData("DELETE", "/v1/pushes/1", 405, "method_not_allowed")]
    [InlineData("GET", "/mgw.htm", 405, "method_not_allowed")]
    public async Task A_request_without_an_answer_is_a_problem(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await Http.SendAsync(request, Cancellation);
        await ShouldBeProblemAsync(response, status, code, "");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic abc")]
    public async Task Without_a_live_token_nothing_is_told(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/pushes/1");
        using var anonymous = new HttpClient { BaseAddress = Http.BaseAddress };
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await anonymous.SendAsync(request, Cancellation);
        await ShouldBeProblemAsync(response, 401, "unauthorized", "");
        response.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
    }

    [Fact]
    public async Task A_body_of_another_type_or_beyond_the_limit_is_refused()
    {
        using var form = new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var wrongType = await Http.PostAsync("/v1/pushes", form, Cancellation);
        await ShouldBeProblemAsync(wrongType, 415, "unsupported_media_type", "");
        // Without waiting for leave, the client may still be sending when the server has answered and hung up.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/pushes") { Headers = { ExpectContinue = true } };
        request.Content = new StringContent(new string(' ', 1_048_577), Encoding.UTF8, "application/json");
        using var tooLarge = await Http.SendAsync(request, Cancellation);
        await ShouldBeProblemAsync(tooLarge, 413, "body_too_large", "");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"url":5}""")]
    [InlineData("""{"url":"ftp://example.org/"}""")]
    [InlineData("""{"url":"/receipts"}""")]
    [InlineData("""{"url":"https://user:secret@example.org/"}""")]
    [InlineData("""{"url":"http://169.254.169.254/latest"}""")]
    [InlineData("""{"url":"http://[fe80::1]/"}""")]
    [InlineData("""{"url":"http://example.org/","events":["read"]}""")]
    [InlineData("""{"url":"http://example.org/","events":[]}""")]
    [InlineData("""{"url":"http://example.org/","enabled":"yes"}""")]
    public async Task A_callback_that_is_wrong_is_refused(string body)
    {
        using var response = await PutAsync(body);
        await ShouldBeProblemAsync(response, 400, "callback_invalid", "");
    }

    [Fact]
    public async Task A_callback_is_kept_as_it_was_put()
    {
        using var response = await PutAsync("""{"url":"http://127.0.0.1:9/r","events":["delivered"],"enabled":false}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Http.GetStringAsync("/v1/callback", Cancellation))
            .ShouldBe("""{"url":"http://127.0.0.1:9/r","events":["delivered"],"enabled":false}""");
    }

    [Fact]
    public async Task The_public_key_comes_with_its_id()
    {
        using var response = await Http.GetAsync("/v1/callback/public-key", Cancellation);
        response.Headers.GetValues("X-Pushway-Key-Id").ShouldHaveSingleItem().Length.ShouldBe(16);
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldStartWith("-----BEGIN PUBLIC KEY-----");
    }

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Http.PostAsync("/v1/pushes", content, Cancellation);
    }

    private async Task<HttpResponseMessage> PutAsync(string body)
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        return await Http.PutAsync("/v1/callback", content, Cancellation);
    }

    private static async Task ShouldBeProblemAsync(HttpResponseMessage response, int status, string code, string detail)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        ((int)response.StatusCode).ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonNode.Parse(text)!;
        ((int)problem["status"]!, (string?)problem["code"]).ShouldBe((status, code), text);
        ((string?)problem["detail"])!.ShouldContain(detail);
    }

    /// <summary>A node that the tests of this class share.</summary>
    public sealed class Started : IAsyncLifetime
    {
        private RunningNode? _node;

        internal RunningNode Node => _node!;

        public async ValueTask InitializeAsync() => _node = await RunningNode.StartAsync(CancellationToken.None);

        public async ValueTask DisposeAsync() => await Node.DisposeAsync();
    }
}
