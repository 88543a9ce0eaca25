using System.Net;
using System.Text;
using Pushway.IntegrationTests.EndToEnd;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Mpaas;

/// <summary>What the gateway of the mPaaS API lets through, and what it says of the rest.</summary>
public abstract class MpaasGatewayContract(RunningNode node) : MpaasContract(node), IDisposable
{
    private readonly HttpClient _http = new();

    private Uri Address => Node.Process.HttpAddress;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public void Dispose()
    {
        _http.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("GET", false)]
    [InlineData("POST", false)]
    [InlineData("POST", true)]
    public async Task A_call_comes_by_query_or_form_chunked_or_not(string method, bool chunked)
    {
        var answer = await SendAsync(Call("ListTemplatePage"), method, chunked);

        (answer.Status, answer.ContentType, answer.Code).ShouldBe((HttpStatusCode.OK, "application/json;charset=utf-8", "200"));
        answer.Json.GetProperty("RequestId").GetString()!.ShouldMatch("^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$");
    }

    [Fact]
    public async Task A_call_that_is_sent_again_is_refused_whatever_it_was()
    {
        var call = Call("PushSimple").Set("DeliveryType", "3").Set("TaskName", "t").Set("Title", "t").Set("Content", "c")
            .Set("ExpiredSeconds", "300").Set("TargetMsgkey", """{"u":"replayed"}""");
        (await SendAsync(call)).Json.GetProperty("ResultCode").GetString().ShouldBe("OK");
        var before = await PushesAsync();

        var again = await SendAsync(call);

        (again.Status, again.Code).ShouldBe((HttpStatusCode.BadRequest, "SignatureNonceUsed"));
        (await PushesAsync()).ShouldBe(before);
        (await SendAsync(call, "POST")).Code.ShouldBe("SignatureNonceUsed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restart_makes_no_call_new(bool killed)
    {
        await using var own = await Node.StartAsync([], Cancel);
        var call = new SignedCall(own.FirstStart, "ListTemplatePage", Now);
        Task<RawAnswer> Send() => RawAnswer.OfAsync(_http, call.ToRequest(own.HttpAddress), Cancel);
        (await Send()).Code.ShouldBe("200");
        if (killed) await Eventually.SeeAsync(_ => Node.QueryAsync(own, "SELECT count(*) FROM nonce_batches", Cancel), static rows => rows == 1, Cancel);
        else (await own.StopAsync(Cancel)).ShouldBe(0);

        await own.RestartAsync(Cancel);

        (await Send()).Code.ShouldBe("SignatureNonceUsed");
    }

    [Theory]
    [InlineData(-14.5, "200")]
    [InlineData(14.5, "200")]
    [InlineData(-15.5, "InvalidTimeStamp.Expired")]
    [InlineData(15.5, "InvalidTimeStamp.Expired")]
    public async Task A_clock_may_be_15_minutes_off(double minutes, string code) =>
        (await SendAsync(new SignedCall(App, "ListTemplatePage", Now.AddMinutes(minutes)))).Code.ShouldBe(code);

    [Theory]
    [InlineData("Timestamp", "2026-01-02 03:04:05", HttpStatusCode.BadRequest, "InvalidTimeStamp.Format")]
    [InlineData("Timestamp", null, HttpStatusCode.BadRequest, "MissingTimestamp")]
    [InlineData("SignatureNonce", null, HttpStatusCode.BadRequest, "MissingSignatureNonce")]
    [InlineData("AccessKeyId", null, HttpStatusCode.BadRequest, "MissingAccessKeyId")]
    [InlineData("AccessKeyId", "access-0123456789abcdef", HttpStatusCode.BadRequest, "InvalidAccessKeyId.NotFound")]
    [InlineData("SignatureMethod", "HMAC-MD5", HttpStatusCode.BadRequest, "IncompleteSignature")]
    [InlineData("SignatureVersion", "2.0", HttpStatusCode.BadRequest, "IncompleteSignature")]
    [InlineData("SecurityToken", "sts", HttpStatusCode.BadRequest, "InvalidSecurityToken.NotSupported")]
    [InlineData("Action", "PushEverything", HttpStatusCode.NotFound, "InvalidApi.NotFound")]
    [InlineData("Action", null, HttpStatusCode.NotFound, "InvalidApi.NotFound")]
    [InlineData("Version", "2019-08-21", HttpStatusCode.BadRequest, "NoSuchVersion")]
    [InlineData("Version", null, HttpStatusCode.BadRequest, "MissingVersion")]
    [InlineData("Format", "YAML", HttpStatusCode.BadRequest, "InvalidParameter")]
    [InlineData("appid", "x", HttpStatusCode.BadRequest, "InvalidParameter")]
    public async Task A_wrong_part_has_its_error(string name, string? value, HttpStatusCode status, string code)
    {
        var answer = await SendAsync(Call("ListTemplatePage").Set(name, value));

        (answer.Status, answer.Code).ShouldBe((status, code), answer.Text);
        answer.Json.GetProperty("HostId").GetString().ShouldBe(Node.Process.Http.ToString());
        answer.Json.GetProperty("Message").GetString().ShouldNotBeNullOrEmpty();
        answer.Json.GetProperty("Recommend").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_wrong_secret_is_answered_with_the_string_that_is_signed()
    {
        var call = Call("ListTemplatePage");
        call.Secret = "other";

        var answer = await SendAsync(call, "POST");

        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.BadRequest, "SignatureDoesNotMatch"));
        answer.Json.GetProperty("Message").GetString()!.ShouldEndWith($"server string to sign is:{call.StringToSign("POST")}");
        // The nonce is free still: nobody but the key's owner uses it up.
        call.Secret = "";
        (await SendAsync(call, "POST")).Code.ShouldBe("200");
    }

    [Fact]
    public async Task Without_a_word_about_the_format_the_answer_is_XML()
    {
        var good = await SendAsync(Call("PushQueryDeviceState").Set("Format", null).Set("TargetType", "1").Set("Target", "nobody"));
        (good.Status, good.ContentType).ShouldBe((HttpStatusCode.OK, "text/xml;charset=utf-8"));
        good.Text.ShouldContain("<PushQueryDeviceStateResponse><RequestId>");
        good.Text.ShouldContain("<Code>8000</Code>");

        var bad = await SendAsync(Call("PushEverything").Set("Format", "xml"));
        (bad.Status, bad.ContentType).ShouldBe((HttpStatusCode.NotFound, "text/xml;charset=utf-8"));
        bad.Text.ShouldContain("<Error><RequestId>");
        bad.Text.ShouldContain("<Code>InvalidApi.NotFound</Code>");
    }

    [Theory]
    [InlineData("PUT", "x=1", "application/x-www-form-urlencoded", HttpStatusCode.Forbidden, "UnsupportedHTTPMethod")]
    [InlineData("POST", "Action=%ff", "application/x-www-form-urlencoded", HttpStatusCode.BadRequest, "InvalidParameter")]
    [InlineData("POST", "{}", "application/json", HttpStatusCode.BadRequest, "InvalidParameter")]
    [InlineData("POST", "Action=x", "application/x-www-form-urlencoded; charset=gbk", HttpStatusCode.BadRequest, "InvalidParameter")]
    public async Task A_request_that_cannot_be_read_has_its_error(
        string method, string body, string type, HttpStatusCode status, string code)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), Address) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

        var answer = await RawAnswer.OfAsync(_http, request, Cancel);

        (answer.Status, answer.Code).ShouldBe((status, code), answer.Text);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var answer = await SendAsync(Call("ListTemplatePage").Set("More", new string('x', 2_000_000)), "POST");

        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.RequestEntityTooLarge, "RequestTooLarge"));
    }

    [Fact]
    public async Task A_key_is_for_its_own_app_only_and_ends_when_it_is_revoked()
    {
        await Node.CommandAsync(["app", "create", "other", "--workspace", "test"], Cancel);
        var made = (await Node.CommandAsync(["key", "create", "other@test", "access"], Cancel)).Trim().Split('\t');
        var other = App with { AppId = "other", WorkspaceId = "test", AccessKeyId = made[0], AccessKeySecret = made[1] };
        SignedCall Own() => new(other, "ListTemplatePage", Now);
        (await SendAsync(Own())).Code.ShouldBe("200");

        SignedCall Foreign() => Own().Set("AppId", App.AppId).Set("WorkspaceId", App.WorkspaceId);
        (await SendAsync(Foreign())).Code.ShouldBe("8014");
        (await SendAsync(Foreign())).Json.TryGetProperty("AccessDeniedDetail", out _).ShouldBeFalse();
        (await SendAsync(Foreign().Set("Version", "2020-07-10"))).Json.GetProperty("AccessDeniedDetail").GetString().ShouldNotBeNullOrEmpty();
        (await SendAsync(Own().Set("WorkspaceId", "nothing"))).Code.ShouldBe("8012");

        await Node.CommandAsync(["key", "revoke", made[0]], Cancel);
        await Eventually.SeeAsync(
            async _ => (await SendAsync(Own())).Code, static code => code == "InvalidAccessKeyId.Inactive", Cancel);
    }

    [Fact]
    public async Task A_key_that_calls_too_often_is_told_so()
    {
        await using var own = await Node.StartAsync(["--Mpaas:CallsPerSecond=1"], Cancel);
        SignedCall Next() => new(own.FirstStart, "ListTemplatePage", Now);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            RawAnswer.OfAsync(_http, Next().ToRequest(own.HttpAddress), Cancel)));

        answers.Select(static answer => answer.Code).Distinct().Order().ShouldBe(["200", "Throttling.User"]);
        answers.Where(static answer => answer.Code != "200").ShouldAllBe(static answer => answer.Status == HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_names_of_the_other_version_are_known()
    {
        (await CallAsync("ListTemplatePage", new { }, version: "2020-07-10")).Code.ShouldBe("200");
        (await CallAsync("listtemplatepage", new { }, "pop-get")).Code.ShouldBe("200");
    }

    [Fact]
    public async Task Calls_at_the_same_time_are_all_answered()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            CallAsync("PushQueryDeviceState", new { TargetType = 1, Target = $"nobody-{i}" }, MpaasClient.Ways[i % MpaasClient.Ways.Count])));

        answers.ShouldAllBe(static answer => answer.Code == "8000");
    }

    private SignedCall Call(string action) => new(App, action, Now);

    private Task<RawAnswer> SendAsync(SignedCall call, string method = "GET", bool chunked = false) =>
        RawAnswer.OfAsync(_http, call.ToRequest(Address, method, chunked), Cancel);
}

public sealed class SqliteMpaasGatewayTests(SqliteNode node) : MpaasGatewayContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresMpaasGatewayTests(PostgresNode node) : MpaasGatewayContract(node), IClassFixture<PostgresNode>;
