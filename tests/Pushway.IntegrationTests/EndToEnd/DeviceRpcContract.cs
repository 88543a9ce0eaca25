using System.Globalization;
using System.Net;
using Pushway.Device;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Device calls over the wire: what is refused, with which code, and what may be repeated.</summary>
public abstract class DeviceRpcContract(RunningNode node) : EndToEndContract(node)
{
    private const string Bind = "mps.client.bind";
    private const string Report = "mps.client.report";
    private const string Register = "mps.client.register";

    public static TheoryData<string, string, string, int> BadBodies => new()
    {
        { "no body", Bind, "", 3001 },
        { "no JSON", Bind, "userId=alice", 3002 },
        { "no object", Bind, """["alice"]""", 3002 },
        { "a member twice", Bind, """{"userId":"a","userId":"b"}""", 3002 },
        { "no user", Bind, "{}", 3002 },
        { "an empty user", Bind, """{"userId":""}""", 3002 },
        { "a user that is no text", Bind, """{"userId":7}""", 3002 },
        { "a user with a control character", Bind, """{"userId":"a\u0000"}""", 3002 },
        { "a user with half a surrogate pair", Bind, """{"userId":"\ud800"}""", 3002 },
        { "a user of 129 characters", Bind, $$"""{"userId":"{{new string('u', 129)}}"}""", 3002 },
        { "a user that is missing", "mps.client.unbind", "{}", 3002 },
        { "a vendor without a token", Report, """{"vendor":"fcm"}""", 3002 },
        { "a token without a vendor", Report, """{"token":"t"}""", 3002 },
        { "a vendor nobody knows", Report, """{"vendor":"pigeon","token":"t"}""", 3002 },
        { "a platform that is no word", Report, """{"platform":"My Phone"}""", 3002 },
        { "a locale that is none", Report, """{"locale":"?"}""", 3002 },
        { "a time zone that is none", Report, """{"timeZone":"Moon/Crater"}""", 3002 },
        { "a flag that is none", Report, """{"notificationsEnabled":"yes"}""", 3002 },
        { "a version that is too long", Report, $$"""{"appVersion":"{{new string('v', 65)}}"}""", 3002 },
        { "an operation nobody knows", "mps.client.dance", "{}", 3000 },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_wrong_body_has_its_code_and_changes_nothing(string what, string operation, string body, int code)
    {
        var device = await RegisterAsync();
        var before = await RowsAsync();

        var reply = await Rpc.SendAsync(Rpc.Request(operation, body, device), Cancel);

        reply.Http.ShouldBe(HttpStatusCode.OK, what);
        reply.Status.ShouldBe(code, reply.Tips);
        reply.Tips.ShouldNotBeEmpty();
        (await RowsAsync()).ShouldBe(before);
    }

    public static TheoryData<string, Func<RpcRequest, RpcRequest>, int> BadHeaders => new()
    {
        { "no app", call => call with { AppId = null }, 7001 },
        { "no workspace", call => call with { WorkspaceId = null }, 7001 },
        { "no device", call => call with { Device = null }, 7001 },
        { "no operation", call => call with { Operation = "" }, 7001 },
        { "no time", call => call with { Ts = null }, 7007 },
        { "a time that is none", call => call with { Ts = "yesterday" }, 7007 },
        { "no signature", call => call with { Sign = "" }, 7014 },
        { "an app nobody knows", call => call with { AppId = "nobody" }, 7000 },
        { "a workspace nobody knows", call => call with { WorkspaceId = "nowhere" }, 7000 },
        { "a device nobody knows", call => call with { Device = "0123456789abcdef0123456789abcdef" }, 7002 },
        { "a device id that is none", call => call with { Device = "x" }, 7002 },
        { "another key", call => call with { Key = "another" }, 7002 },
        { "a signature that is none", call => call with { Sign = "????" }, 7002 },
        { "a signature with padding", call => call with { Sign = new string('A', 43) + "=" }, 7002 },
        { "a time of long ago", call => call with { Ts = Off(-16) }, 7003 },
        { "a time far ahead", call => call with { Ts = Off(16) }, 7003 },
    };

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public async Task A_wrong_header_has_its_code_and_changes_nothing(
        string what, Func<RpcRequest, RpcRequest> spoil, int code)
    {
        var call = Rpc.Request(Bind, """{"userId":"alice"}""", await RegisterAsync());
        var before = await RowsAsync();

        var reply = await Rpc.SendAsync(spoil(call), Cancel);

        reply.Http.ShouldBe(HttpStatusCode.OK, what);
        reply.Status.ShouldBe(code, reply.Tips);
        (await RowsAsync()).ShouldBe(before);
        if (code == 7003)
        {
            reply.Result.GetProperty("serverTime").GetInt64().ShouldBeInRange(RpcRequest.Now() - 60_000, RpcRequest.Now());
        }
    }

    [Theory]
    [InlineData(-14)]
    [InlineData(14)]
    public async Task A_clock_that_is_a_little_off_is_good_enough(int minutes)
    {
        var call = Rpc.Request(Report, """{"model":"m"}""", await RegisterAsync()) with { Ts = Off(minutes) };

        (await Rpc.SendAsync(call, Cancel)).Status.ShouldBe(1000);
    }

    [Fact]
    public async Task A_signature_counts_for_its_operation_time_and_body_only()
    {
        var device = await RegisterAsync();
        var call = Rpc.Request(Bind, """{"userId":"alice"}""", device);
        var sign = RpcClient.Sign(call);

        RpcRequest[] others =
        [
            call with { Sign = sign, Body = """{"userId":"bob"}""" },
            call with { Sign = sign, Operation = "mps.client.unbind" },
            call with { Sign = sign, Ts = Off(1) },
            call with { Sign = sign, Device = (await RegisterAsync()).DeviceId },
        ];
        foreach (var other in others) (await Rpc.SendAsync(other, Cancel)).Status.ShouldBe(7002, other.ToString());
        (await Rpc.SendAsync(call with { Sign = sign }, Cancel)).Status.ShouldBe(1000);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"installNonce":"short"}""")]
    [InlineData("""{"installNonce":"!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!"}""")]
    [InlineData("""{"installNonce":"00112233445566778899aabbccddeeff","platform":"My Phone"}""")]
    public async Task A_wrong_registration_makes_no_device(string body)
    {
        var before = await RowsAsync();

        (await Rpc.SendAsync(Rpc.Request(Register, body), Cancel)).Status.ShouldBe(3002);

        (await RowsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_registration_needs_the_client_key()
    {
        var before = await RowsAsync();
        var call = Rpc.Request(Register, $$"""{"installNonce":"{{InstallNonce.Create()}}"}""");

        (await Rpc.SendAsync(call with { Key = App.ApiToken }, Cancel)).Status.ShouldBe(7002);

        (await RowsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task One_nonce_gets_one_identity_until_its_first_use_and_another_one_after_that()
    {
        var nonce = InstallNonce.Create();
        var first = await Rpc.RegisterAsync(Cancel, nonce);
        (await Rpc.RegisterAsync(Cancel, nonce)).ShouldBe(first);
        (await Rpc.UnbindAsync(first, "nobody", Cancel)).Status.ShouldBe(1000);

        (await Rpc.RegisterAsync(Cancel, nonce)).DeviceId.ShouldNotBe(first.DeviceId);
    }

    [Fact]
    public async Task A_provisional_device_is_in_no_audience_until_it_uses_its_secret()
    {
        var device = await Rpc.RegisterAsync(Cancel);
        var title = Unique("title");

        var early = await PushAsync(ToEveryone, title);
        (await Api.GetDeliveriesAsync(early, Cancel)).ShouldBeEmpty();

        await using var connected = await ConnectAsync(device);
        await connected.UntilAsync(title, Cancel);
    }

    [Fact]
    public async Task A_body_over_the_limit_or_not_JSON_is_refused_before_the_call_is_read()
    {
        var device = await RegisterAsync();
        var large = Rpc.Request(Report, $$"""{"model":"{{new string('m', 70_000)}}"}""", device);

        (await Rpc.SendAsync(large, Cancel)).Http.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Rpc.SendAsync(Rpc.Request(Report, "{}", device) with { ContentType = "text/plain" }, Cancel)).Http
            .ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    private static string Off(int minutes) => (RpcRequest.Now() + minutes * 60_000L).ToString(CultureInfo.InvariantCulture);

    private Task<long> RowsAsync() => Node.QueryAsync(
        """
        SELECT (SELECT count(*) FROM devices) + (SELECT count(*) FROM vendor_tokens)
            + (SELECT count(*) FROM bindings WHERE user_id IS NOT NULL)
        """,
        Cancel);
}

public sealed class SqliteDeviceRpcTests(SqliteNode node) : DeviceRpcContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresDeviceRpcTests(PostgresNode node) : DeviceRpcContract(node), IClassFixture<PostgresNode>;
