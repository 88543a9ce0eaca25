using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pushway.Server.Api.DeviceRpc;
using Pushway.UnitTests.Server.Hosting;

namespace Pushway.UnitTests.Server.Api.DeviceRpc;

public sealed class DeviceRpcTests(DeviceRpcTests.Registered device) : IClassFixture<DeviceRpcTests.Registered>
{
    private const string Bind = "mps.client.bind";
    private const string Report = "mps.client.report";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sign", 7014)]
    [InlineData("Ts", 7007)]
    [InlineData("AppId", 7001)]
    [InlineData("WorkspaceId", 7001)]
    [InlineData("Did", 7001)]
    [InlineData("Operation-Type", 7001)]
    public async Task A_missing_header_has_its_code(string header, int expected) =>
        (await StatusAsync(Bind, """{"userId":"u"}""", change: headers => headers.Remove(header))).ShouldBe(expected);

    [Theory]
    [InlineData("AppId", "other", 7000)]
    [InlineData("WorkspaceId", "other", 7000)]
    [InlineData("Did", "00000000000000000000000000000000", 7002)]
    [InlineData("Did", "x", 7002)]
    [InlineData("Sign", "x", 7002)]
    [InlineData("Ts", "yesterday", 7007)]
    [InlineData("Ts", "1700000000000", 7003)]
    [InlineData("Operation-Type", "mps.client.fly", 3000)]
    public async Task A_wrong_header_has_its_code(string header, string value, int expected) =>
        (await StatusAsync(Bind, """{"userId":"u"}""", change: headers => headers[header] = value)).ShouldBe(expected);

    [Theory]
    [InlineData(Bind, "", 3001)]
    [InlineData(Bind, "[]", 3002)]
    [InlineData(Bind, "{}", 3002)]
    [InlineData(Bind, """{"userId":5}""", 3002)]
    [InlineData(Bind, """{"userId":"u","later":1}""", 1000)]
    [InlineData("mps.client.unbind", """{"userId":"somebody else"}""", 1000)]
    [InlineData(Report, "{}", 1000)]
    [InlineData(Report, """{"vendor":"fcm","token":"t","locale":"zh-Hans-CN","timeZone":"Asia/Shanghai"}""", 1000)]
    [InlineData(Report, """{"vendor":"fcm"}""", 3002)]
    [InlineData(Report, """{"token":"t"}""", 3002)]
    [InlineData(Report, """{"vendor":"pigeon","token":"t"}""", 3002)]
    [InlineData(Report, """{"locale":"de DE"}""", 3002)]
    [InlineData(Report, """{"notificationsEnabled":"yes"}""", 3002)]
    [InlineData(Report, """{"platform":"Android 17"}""", 3002)]
    public async Task A_body_has_its_code(string operation, string body, int expected) =>
        (await StatusAsync(operation, body)).ShouldBe(expected);

    [Theory]
    [InlineData("""{"installNonce":"00112233445566778899aabbccddeeff"}""", 1000)]
    [InlineData("""{"installNonce":"AAAAAAAAAAAAAAAAAAAAAw"}""", 1000)]
    [InlineData("""{"installNonce":"00112233445566778899aabbccddee"}""", 3002)]
    [InlineData("""{"platform":"android"}""", 3002)]
    [InlineData("""{"installNonce":"not a nonce of any kind"}""", 3002)]
    public async Task A_registration_needs_a_nonce_of_128_bits(string body, int expected) =>
        (await StatusAsync("mps.client.register", body, device.Node.Keys.ClientKey)).ShouldBe(expected);

    [Fact]
    public async Task A_device_does_not_sign_with_the_client_key() =>
        (await StatusAsync(Bind, """{"userId":"u"}""", device.Node.Keys.ClientKey)).ShouldBe(RpcResults.SignatureWrong);

    [Fact]
    public async Task A_clock_that_is_off_is_told_the_right_time()
    {
        using var response = await device.CallAsync(
            Bind, """{"userId":"u"}""", device.Secret, headers => headers["Ts"] = "1700000000000", Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("Result-Status").ShouldBe(["7003"]);
        response.Headers.GetValues("Mgw-TraceId").ShouldHaveSingleItem().Length.ShouldBe(32);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
        ((long)answer["result"]!["serverTime"]!).ShouldBeGreaterThan(1_700_000_900_000);
    }

    [Fact]
    public async Task A_bind_that_comes_late_changes_nothing()
    {
        (await StatusAsync(Bind, """{"userId":"now"}""")).ShouldBe(RpcResults.Success);
        var earlier = Registered.Now - 60_000;
        using var response = await device.CallAsync(Bind, """{"userId":"before"}""", device.Secret, _ => { }, Cancellation, earlier);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
        ((int)answer["resultStatus"]!, (bool)answer["result"]!["applied"]!).ShouldBe((1000, false));
        ((string?)answer["result"]!["userId"]).ShouldBe("now");
    }

    [Theory]
    [InlineData(70_000, "application/json", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(10, "text/plain", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_request_that_is_no_call_gets_an_http_status(int size, string type, HttpStatusCode expected)
    {
        using var content = new StringContent(new string(' ', size), Encoding.UTF8, type);
        using var response = await device.Node.Http.PostAsync("/mgw.htm", content, Cancellation);
        response.StatusCode.ShouldBe(expected);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private async Task<int> StatusAsync(
        string operation, string body, string? key = null, Action<Dictionary<string, string>>? change = null)
    {
        using var response = await device.CallAsync(
            operation, body, key ?? device.Secret, change ?? (_ => { }), Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (int)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!["resultStatus"]!;
    }

    /// <summary>A node with one registered device.</summary>
    public sealed class Registered : IAsyncLifetime
    {
        private RunningNode? _node;
        private string _id = "";

        internal RunningNode Node => _node!;

        internal string Secret { get; private set; } = "";

        internal static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        public async ValueTask InitializeAsync()
        {
            _node = await RunningNode.StartAsync(CancellationToken.None);
            using var response = await CallAsync(
                "mps.client.register", """{"installNonce":"ffffffffffffffffffffffffffffffff"}""", Node.Keys.ClientKey,
                headers => headers.Remove("Did"), CancellationToken.None);
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            var result = answer.RootElement.GetProperty("result");
            (_id, Secret) = (result.GetProperty("deviceId").GetString()!, result.GetProperty("deviceSecret").GetString()!);
        }

        public async ValueTask DisposeAsync() => await Node.DisposeAsync();

        internal async Task<HttpResponseMessage> CallAsync(
            string operation, string body, string key, Action<Dictionary<string, string>> change,
            CancellationToken cancellation, long? timestamp = null)
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            var now = (timestamp ?? Now).ToString(System.Globalization.CultureInfo.InvariantCulture);
            var signature = RpcSignature.Compute(Encoding.UTF8.GetBytes(key), operation, now, bytes);
            var headers = new Dictionary<string, string>
            {
                ["Operation-Type"] = operation,
                ["AppId"] = Node.Keys.AppId,
                ["WorkspaceId"] = Node.Keys.WorkspaceId,
                ["Did"] = _id,
                ["Ts"] = now,
                ["Sign"] = System.Buffers.Text.Base64Url.EncodeToString(signature),
            };
            change(headers);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/mgw.htm") { Content = new ByteArrayContent(bytes) };
            request.Content.Headers.ContentType = new("application/json");
            foreach (var (name, value) in headers) request.Headers.Add(name, value);
            return await Node.Http.SendAsync(request, cancellation);
        }
    }
}
