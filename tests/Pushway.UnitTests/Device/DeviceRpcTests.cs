using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Pushway.Device;

namespace Pushway.UnitTests.Device;

public sealed class DeviceRpcTests : IAsyncLifetime
{
    private const string Registered = """
        {"resultStatus":1000,"tips":"","result":{"deviceId":"0123456789abcdef0123456789abcdef","deviceSecret":"s3cret"}}
        """;

    private readonly FakeTimeProvider _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private FakeDeviceRpc _node = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _node = await FakeDeviceRpc.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Register_is_signed_with_the_client_key_and_gives_the_identity()
    {
        _node.Answer = Registered;
        var stored = new List<Identity>();
        await using var device = Device(stored.Add);

        await device.RegisterAsync("android", Cancel);

        device.Identity.ShouldBe(new("0123456789abcdef0123456789abcdef", "s3cret"));
        stored.ShouldBe([device.Identity!]);
        var call = _node.Calls.ShouldHaveSingleItem();
        call.Body.ShouldBe("""{"platform":"android","installNonce":"nonce-of-at-least-128-random-bits"}""");
        call.Headers.ShouldNotContainKey("Did");
        (call.Headers["Operation-Type"], call.Headers["AppId"], call.Headers["WorkspaceId"], call.Headers["Ts"])
            .ShouldBe(("mps.client.register", "app", "default", "1767225600000"));
        call.Headers["Sign"].ShouldBe(
            RequestSigner.Sign("client-key", "mps.client.register", 1767225600000, Encoding.UTF8.GetBytes(call.Body)));
    }

    [Fact]
    public async Task Calls_after_register_carry_the_id_and_are_signed_with_its_secret_at_increasing_times()
    {
        _node.Answer = Registered;
        await using var device = Device();
        await device.RegisterAsync("android", Cancel);

        await device.BindAsync("alice", Cancel);
        await device.ReportAsync(new() { Vendor = "fcm", Token = "t", NotificationsEnabled = false }, Cancel);
        await device.UnbindAsync("alice", Cancel);

        _node.Calls.Select(call => call.Body).Skip(1).ShouldBe([
            """{"userId":"alice"}""",
            """{"vendor":"fcm","token":"t","notificationsEnabled":false}""",
            """{"userId":"alice"}"""]);
        _node.Calls.Select(call => long.Parse(call.Headers["Ts"], CultureInfo.InvariantCulture))
            .ShouldBe([1767225600000, 1767225600001, 1767225600002, 1767225600003]);
        foreach (var call in _node.Calls.Skip(1))
        {
            call.Headers["Did"].ShouldBe("0123456789abcdef0123456789abcdef");
            var ts = long.Parse(call.Headers["Ts"], CultureInfo.InvariantCulture);
            call.Headers["Sign"].ShouldBe(
                RequestSigner.Sign("s3cret", call.Headers["Operation-Type"], ts, Encoding.UTF8.GetBytes(call.Body)));
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(403)]
    public async Task A_refusal_is_raised_with_its_code_whatever_the_http_status(int status)
    {
        _node.Status = status;
        _node.Answer = """{"resultStatus":7002,"tips":"signature wrong","result":null}""";
        await using var device = Device();

        var refusal = await Should.ThrowAsync<DeviceRpcException>(() => device.RegisterAsync("android", Cancel));

        (refusal.ResultStatus, refusal.Tips).ShouldBe((7002, "signature wrong"));
        device.Identity.ShouldBeNull();
    }

    [Fact]
    public async Task A_device_whose_clock_is_wrong_follows_the_servers_and_repeats_the_call()
    {
        _node.FirstAnswers.Enqueue("""{"resultStatus":7003,"tips":"late","result":{"serverTime":1800000000000}}""");
        _node.Answer = Registered;
        await using var device = Device();

        await device.RegisterAsync("android", Cancel);
        await device.BindAsync("alice", Cancel);

        _node.Calls.Select(call => call.Headers["Ts"]).ShouldBe(["1767225600000", "1800000000000", "1800000000001"]);
    }

    [Fact]
    public async Task Bind_tells_who_is_bound_now()
    {
        _node.FirstAnswers.Enqueue(Registered);
        _node.Answer = """{"resultStatus":1000,"tips":"","result":{"userId":"bob","applied":false}}""";
        await using var device = Device();
        await device.RegisterAsync("android", Cancel);

        (await device.BindAsync("alice", Cancel)).ShouldBe("bob");
    }

    [Fact]
    public async Task An_answer_that_is_not_the_nodes_is_raised_with_its_http_status()
    {
        _node.Status = 502;
        _node.Answer = "<html>Bad gateway</html>";
        await using var device = Device();

        var fault = await Should.ThrowAsync<HttpRequestException>(() => device.RegisterAsync("android", Cancel));

        fault.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task A_device_without_identity_cannot_bind()
    {
        await using var device = Device();

        await Should.ThrowAsync<InvalidOperationException>(() => device.BindAsync("alice", Cancel));

        _node.Calls.ShouldBeEmpty();
    }

    private PushwayDevice Device(Action<Identity>? store = null) => new(
        new()
        {
            MqttEndpoint = MqttEndpoint.Tcp("127.0.0.1", 1),
            HttpEndpoint = _node.Address,
            AppId = "app",
            WorkspaceId = "default",
            ClientKey = "client-key",
            InstallNonce = "nonce-of-at-least-128-random-bits",
            TimeProvider = _time,
            OnIdentityIssued = (identity, _) =>
            {
                store?.Invoke(identity);
                return ValueTask.CompletedTask;
            },
        },
        (_, _) => ValueTask.CompletedTask);
}
