using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Bad input on REST: a 4xx with a stable code, and nothing stored.</summary>
public abstract class BadInputContract(RunningNode node) : EndToEndContract(node)
{
    private const string Good = """{"audience":{"devices":["0123456789abcdef"]},"notification":{"title":"t"}}""";

    public static TheoryData<string, string> BadPushes => new()
    {
        { "", "malformed_json" },
        { "{", "malformed_json" },
        { "[]", "malformed_json" },
        { "null", "malformed_json" },
        { "\"text\"", "malformed_json" },
        { Good + "x", "malformed_json" },
        { Good.Replace("\"t\"", "\"t\",\"title\":\"u\""), "malformed_json" },
        { "{}", "audience_invalid" },
        { With("\"audience\":null"), "audience_invalid" },
        { With("\"audience\":{}"), "audience_invalid" },
        { With("\"audience\":\"everyone\""), "audience_invalid" },
        { With("\"audience\":{\"everyone\":{},\"users\":[\"u\"]}"), "audience_invalid" },
        { With("\"audience\":{\"devices\":[]}"), "audience_invalid" },
        { With("\"audience\":{\"devices\":\"0123456789abcdef\"}"), "audience_invalid" },
        { With("\"audience\":{\"everyone\":true}"), "audience_invalid" },
        { With("\"audience\":{\"everyone\":{\"platform\":\"ios\"}}"), "unknown_field" },
        { With("\"audience\":{\"segments\":[\"t\"]}"), "unknown_field" },
        { With("\"audience\":{\"tags\":[\"t\"]}"), "tag_expression_invalid" },
        { With("\"audience\":{\"tags\":\"not vip\"}"), "tag_expression_invalid" },
        { With("\"audience\":{\"devices\":[\"short\"]}"), "target_invalid" },
        { With("\"audience\":{\"devices\":[\"0123456789abcdef/#\"]}"), "target_invalid" },
        { With("\"audience\":{\"devices\":[null]}"), "target_invalid" },
        { With("\"audience\":{\"devices\":[7]}"), "target_invalid" },
        { With("\"audience\":{\"users\":[\"\"]}"), "target_invalid" },
        { With("\"audience\":{\"users\":[\"a\\u0000b\"]}"), "target_invalid" },
        { With("\"audience\":{\"users\":[\"\\ud800\"]}"), "target_invalid" },
        { With("\"audience\":{\"users\":[{\"key\":\"k\"}]}"), "target_invalid" },
        { With("\"audience\":{\"users\":[{\"id\":\"u\",\"key\":\"\"}]}"), "target_invalid" },
        { With("\"audience\":{\"users\":[{\"id\":\"u\",\"name\":\"n\"}]}"), "unknown_field" },
        { With($"\"audience\":{{\"users\":[\"{new string('u', 129)}\"]}}"), "target_invalid" },
        { With("\"audience\":{\"users\":[\"u\",\"u\"]}"), "target_duplicate" },
        { With($"\"audience\":{{\"users\":[{Users(1001)}]}}"), "too_many_targets" },
        { With("\"audience\":{\"devices\":[{\"vendor\":\"apns\"}]}"), "target_invalid" },
        { With("\"audience\":{\"devices\":[{\"vendor\":\"nokia\",\"token\":\"t\"}]}"), "target_invalid" },
        { With("\"audience\":{\"devices\":[{\"id\":\"0123456789abcdef\",\"vendor\":\"apns\",\"token\":\"t\"}]}"), "target_invalid" },
        { With("\"audience\":{\"devices\":[{\"vendor\":\"apns\",\"token\":\"a\"},{\"vendor\":\"apns\",\"token\":\"a\"}]}"), "target_duplicate" },
        { With("\"audience\":{\"users\":[{\"vendor\":\"apns\",\"token\":\"t\"}]}"), "target_invalid" },
        { With("\"audience\":{\"users\":[{\"id\":\"u\",\"values\":[]}]}"), "target_invalid" },
        { With("\"audience\":{\"users\":[{\"id\":\"u\",\"values\":{\"a\":1}}]}"), "target_invalid" },
        { With("\"audience\":{\"users\":[{\"id\":\"u\",\"values\":{\"a\":null}}]}"), "values_invalid" },
        { With("\"audience\":{\"users\":[{\"id\":\"u\",\"values\":{\"a\":\"1\",\"a\":\"2\"}}]}"), "malformed_json" },
        { With("\"audience\":{\"users\":[{\"id\":\"u\",\"extras\":[]}]}"), "target_invalid" },
        { With("\"audience\":{\"users\":[{\"id\":\"u\",\"extras\":{\"a\":1,\"a\":2}}]}"), "malformed_json" },
        { With("\"audience\":{\"users\":[{\"id\":\"u\",\"extras\":{\"a\":\"\\ud800\"}}]}"), "target_invalid" },
        { With("\"audience\":{\"users\":[{\"id\":\"u\",\"extras\":{\"channel\":1}}]}"), "extras_invalid" },
        { With($"\"audience\":{{\"users\":[{{\"id\":\"u\",\"extras\":{{{Members(10)}}}}}]}}"), "too_many_extras" },
        { Notification("{\"title\":\"#a#\"},\"values\":{}"), "values_invalid" },
        { Notification("{\"title\":\"#a#\"},\"values\":{\"a\":1}"), "values_invalid" },
        { Notification("{\"title\":\"#a#\"},\"values\":{\"a\":null}"), "values_invalid" },
        { Notification("null"), "notification_invalid" },
        { Notification("{}"), "notification_invalid" },
        { Notification("{\"title\":\"\",\"uri\":\"x://y\"}"), "notification_invalid" },
        { Notification("{\"title\":7}"), "notification_invalid" },
        { Notification("{\"title\":\"\\ud800\"}"), "notification_invalid" },
        { Notification("{\"title\":\"t\",\"extras\":[]}"), "notification_invalid" },
        { Notification("{\"title\":\"t\",\"extras\":\"text\"}"), "notification_invalid" },
        { Notification("{\"title\":\"t\",\"extras\":{\"a\":\"\\udc00\"}}"), "notification_invalid" },
        { Notification("{\"title\":\"t\",\"colour\":\"red\"}"), "unknown_field" },
        { Field("\"action\":\"call\",\"uri\":\"x://y\""), "notification_invalid" },
        { Field("\"action\":\"web\",\"uri\":\"x://y\""), "notification_invalid" },
        { Field("\"style\":\"huge\""), "notification_invalid" },
        { Field("\"style\":\"picture\""), "notification_invalid" },
        { Field("\"icon\":\"https://x/i.png\""), "notification_invalid" },
        { Field("\"icon\":{\"default\":null}"), "notification_invalid" },
        { Field("\"icon\":{\"nokia\":\"https://x/i.png\"}"), "notification_invalid" },
        { Field("\"image\":{\"oppo\":\"i.png\"}"), "notification_invalid" },
        { Field("\"categories\":{\"default\":\"IM\"}"), "notification_invalid" },
        { Field("\"reminderLevels\":{\"huawei\":\"1\"}"), "notification_invalid" },
        { Field("\"vivoClassification\":1"), "notification_invalid" },
        { Field("\"transparentPayloads\":{\"fcm\":\"text\"}"), "notification_invalid" },
        { Field("\"transparentPayloads\":{\"fcm\":{\"a\":\"\\ud800\"}}"), "notification_invalid" },
        { Field("\"liveActivity\":{}"), "notification_invalid" },
        { Field("\"liveActivity\":{\"event\":\"update\"}"), "notification_invalid" },
        { Field("\"liveActivity\":{\"event\":\"end\",\"dismissalDate\":\"now\"}"), "notification_invalid" },
        { Field("\"badge\":-1"), "notification_invalid" },
        { Field("\"silent\":1"), "notification_invalid" },
        { Field("\"icon\":{\"oppo\":\"https://x/1\",\"oppo\":\"https://x/2\"}"), "malformed_json" },
        { Field("\"extras\":{\"taskId\":1}"), "extras_invalid" },
        { Field($"\"extras\":{{{Members(21)}}}"), "too_many_extras" },
        { Field($"\"transparentPayloads\":{{\"fcm\":{{\"a\":\"{new string('a', 16_400)}\"}}}}"), "message_too_large" },
        { Notification($"{{\"title\":\"{new string('t', 16_400)}\"}}"), "message_too_large" },
        { With("\"ttlSeconds\":0"), "ttl_invalid" },
        { With("\"ttlSeconds\":-1"), "ttl_invalid" },
        { With("\"ttlSeconds\":604801"), "ttl_invalid" },
        { With("\"ttlSeconds\":1.5"), "ttl_invalid" },
        { With("\"ttlSeconds\":\"60\""), "ttl_invalid" },
        { With("\"ttlSeconds\":99999999999"), "ttl_invalid" },
        { With("\"policy\":\"fastest\""), "policy_invalid" },
        { With("\"policy\":1"), "policy_invalid" },
        { """{"audience":{"everyone":{}},"notification":{"title":"t"},"policy":"vendor-only"}""", "policy_invalid" },
        { With("\"priority\":11"), "priority_invalid" },
        { With("\"priority\":-1"), "priority_invalid" },
        { With("\"collapseKey\":\"\""), "collapse_key_invalid" },
        { With($"\"collapseKey\":\"{new string('c', 129)}\""), "collapse_key_invalid" },
        { With("\"ttl\":60"), "unknown_field" },
        { With("\"TtlSeconds\":60"), "unknown_field" },
    };

    [Theory]
    [MemberData(nameof(BadPushes))]
    public Task A_wrong_push_is_refused_with_its_code(string body, string code) =>
        ShouldStoreNothingAsync(() => Api.PushAsync(body, Cancel), HttpStatusCode.BadRequest, code);

    [Fact]
    public Task Bytes_that_are_not_UTF8_are_refused() => ShouldStoreNothingAsync(
        () => PostAsync([.. Encoding.ASCII.GetBytes(Good[..^3]), 0xFF, .. "\"}}"u8], "application/json"),
        HttpStatusCode.BadRequest, "notification_invalid", "malformed_json");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public Task A_body_that_is_not_declared_JSON_is_refused(string? type) => ShouldStoreNothingAsync(
        () => PostAsync(Encoding.UTF8.GetBytes(Good), type),
        HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");

    [Fact]
    public Task A_body_over_the_limit_is_refused() => ShouldStoreNothingAsync(
        () => PostAsync(new byte[1_100_000], "application/json"),
        HttpStatusCode.RequestEntityTooLarge, "body_too_large");

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    [InlineData("129")]
    public Task A_wrong_Idempotency_Key_is_refused(string key) => ShouldStoreNothingAsync(
        () => Api.PushAsync(Good, key == "129" ? new string('k', 129) : key, Cancel),
        HttpStatusCode.BadRequest, "idempotency_key_invalid");

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic {token}")]
    [InlineData("{token}")]
    [InlineData("Bearer {token}x")]
    [InlineData("Bearer {client}")]
    [InlineData("Bearer {access}")]
    public async Task Without_a_live_API_token_nothing_is_answered_or_stored(string? authorization)
    {
        using var http = new HttpClient { BaseAddress = Node.Process.HttpAddress };
        var header = authorization?.Replace("{token}", App.ApiToken).Replace("{client}", App.ClientKey)
            .Replace("{access}", App.AccessKeySecret);
        if (header is not null) http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        var before = await PushesAsync();
        foreach (var path in (string[])["/v1/pushes/1", "/v1/callback", "/v1/callback/public-key", "/v1/nothing"])
        {
            using var read = await http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
            read.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        }
        using var content = new StringContent(Good, new MediaTypeHeaderValue("application/json"));

        using var answer = await http.PostAsync(new Uri("/v1/pushes", UriKind.Relative), content, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("\"code\":\"unauthorized\"");
        (await PushesAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("GET", "/v1/pushes/999999999", 404, "push_not_found")]
    [InlineData("GET", "/v1/pushes/word", 404, "push_not_found")]
    [InlineData("GET", "/v1/pushes/99999999999999999999", 404, "push_not_found")]
    [InlineData("GET", "/v1/pushes/999999999/deliveries", 404, "push_not_found")]
    [InlineData("GET", "/v1/pushes/1/deliveries?limit=0", 400, "limit_invalid")]
    [InlineData("GET", "/v1/pushes/1/deliveries?limit=501", 400, "limit_invalid")]
    [InlineData("GET", "/v1/pushes/1/deliveries?limit=x", 400, "limit_invalid")]
    [InlineData("GET", "/v1/nothing", 404, "not_found")]
    [InlineData("DELETE", "/v1/pushes", 405, "method_not_allowed")]
    [InlineData("GET", "/v1/callback", 404, "callback_not_set")]
    public async Task A_wrong_address_is_a_problem_with_a_code(string method, string path, int status, string code)
    {
        var answer = await Api.SendAsync(new(HttpMethod.Parse(method), path), Cancel);

        ((int)answer.Status).ShouldBe(status, answer.ToString());
        answer.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("{}", "callback_invalid")]
    [InlineData("""{"url":"receipts"}""", "callback_invalid")]
    [InlineData("""{"url":"ftp://host/x"}""", "callback_invalid")]
    [InlineData("""{"url":"http://169.254.169.254/latest"}""", "callback_invalid")]
    [InlineData("""{"url":"http://[fe80::1]/"}""", "callback_invalid")]
    [InlineData("""{"url":"http://user:pass@host/"}""", "callback_invalid")]
    [InlineData("""{"url":"http://host/","events":["bought"]}""", "callback_invalid")]
    [InlineData("""{"url":"http://host/","events":[]}""", "callback_invalid")]
    [InlineData("""{"url":"http://host/","secret":"s"}""", "unknown_field")]
    [InlineData("nonsense", "malformed_json")]
    public async Task A_wrong_callback_is_refused_and_not_stored(string body, string code)
    {
        var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        var answer = await Api.SendAsync(new(HttpMethod.Put, "/v1/callback") { Content = content }, Cancel);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.Code.ShouldBe(code);
        (await Api.GetCallbackAsync(Cancel)).Code.ShouldBe("callback_not_set");
    }

    private static string Users(int count) =>
        string.Join(',', Enumerable.Range(0, count).Select(number => $"\"user{number}\""));

    /// <summary>A good push in which one member is this.</summary>
    private static string With(string member) => member.StartsWith("\"audience\"", StringComparison.Ordinal)
        ? "{" + member + ",\"notification\":{\"title\":\"t\"}}"
        : Good[..^1] + "," + member + "}";

    private static string Field(string member) => Notification("{\"title\":\"t\"," + member + "}");

    private static string Members(int count) =>
        string.Join(',', Enumerable.Range(0, count).Select(i => $"\"m{i}\":{i}"));

    private static string Notification(string json) => "{\"audience\":{\"users\":[\"u\"]},\"notification\":" + json + "}";

    private Task<ApiAnswer> PostAsync(byte[] body, string? type)
    {
        var content = new ByteArrayContent(body);
        if (type is not null) content.Headers.ContentType = new(type);
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/pushes") { Content = content };
        // The node refuses by the length alone and closes; a client that is still writing would see only that.
        request.Headers.ExpectContinue = true;
        return Api.SendAsync(request, Cancel);
    }
}

public sealed class SqliteBadInputTests(SqliteNode node) : BadInputContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresBadInputTests(PostgresNode node) : BadInputContract(node), IClassFixture<PostgresNode>;
