using System.Text.Json;
using Pushway.IntegrationTests.EndToEnd;

namespace Pushway.IntegrationTests.Mpaas;

/// <summary>Devices that the application server binds, reports and asks about.</summary>
public abstract class MpaasDeviceContract(RunningNode node) : MpaasContract(node)
{
    [Fact]
    public async Task A_device_is_bound_reported_asked_for_and_unbound()
    {
        await using var device = await ConnectAsync(await RegisterAsync());
        var (id, user, token) = (device.Identity.DeviceId, Unique("user"), Unique("token"));

        (await DoAsync("PushBind", new { DeliveryToken = id, UserId = user, OsType = 1, PhoneNumber = "1" })).Data.ShouldBe(id);
        await DoAsync("PushReport", new
        {
            DeliveryToken = id,
            OsType = 1,
            ThirdChannel = 5,
            ThirdChannelDeviceToken = token,
            AppVersion = "1.2",
            Model = "M1",
            Imei = "1",
            Imsi = "1",
            Channel = "c",
            ConnectType = "wifi",
            PushVersion = "1",
        });

        foreach (var state in (JsonElement[])[await StateAsync(1, id), await StateAsync(2, user)])
        {
            Describe(state).ShouldBe((user, id, id, token, "android", "hms", "ONLINE"));
        }
        (await Api.CallAsync(HttpMethod.Get, $"devices/{id}", null, Cancel)).Body.ToString().ShouldContain("1.2");

        await DoAsync("PushUnBind", new { DeliveryToken = id, UserId = user });
        await DoAsync("PushUnBind", new { DeliveryToken = id, UserId = user });
        (await CallAsync("PushQueryDeviceState", new { TargetType = 2, Target = user })).Code.ShouldBe("8001");
    }

    [Theory]
    [InlineData(2, "ios", "ios")]
    [InlineData(7, "harmonyos", "harmonyos")]
    public async Task A_vendor_token_is_a_device_made_by_the_first_bind_or_report(int osType, string platform, string manufacturer)
    {
        var (token, user) = (Unique("Token:/+_").PadRight(64, '0'), Unique("user"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => i % 2 == 0
            ? DoAsync("PushBind", new { DeliveryToken = token, UserId = user, OsType = osType })
            : DoAsync("PushReport", new { DeliveryToken = token, OsType = osType, AppVersion = "3" })));
        var id = answers.Select(static answer => answer.Data).Distinct().ShouldHaveSingleItem();

        Describe(await StateAsync(1, token)).ShouldBe((user, token, id, token, platform, manufacturer, "UNKNOW"));
        Describe(await StateAsync(2, user)).ShouldBe((user, token, id, token, platform, manufacturer, "UNKNOW"));

        var push = await DoAsync("PushSimple", new
        {
            DeliveryType = osType,
            TaskName = "t",
            Title = "t",
            Content = "c",
            ExpiredSeconds = 300,
            TargetMsgkey = Map((token, "k")),
        });
        Text(await SeeAsync(push.Data, "Waiting"), "deviceId").ShouldBe(id);
        await DoAsync("RevokePushMessage", new { MessageId = "k", TargetId = token });
        await SeeAsync(push.Data, "Revoked");

        (await DoAsync("PushUnBind", new { DeliveryToken = token, UserId = user })).Data.ShouldBe(id);
        Describe(await StateAsync(1, token)).User.ShouldBe("");
    }

    [Fact]
    public async Task Unknown_devices_are_refused_and_android_ids_make_none()
    {
        foreach (var action in (string[])["PushBind", "PushUnBind", "PushReport"])
            (await CallAsync(action, new { DeliveryToken = Unique("nobody"), UserId = "u", OsType = 1 })).ResultCode.ShouldBe("8000");
        (await CallAsync("PushBind", new { DeliveryToken = "a b\u0001", UserId = "u", OsType = 2 })).ResultCode.ShouldBe("3028");
    }

    private async Task<JsonElement> StateAsync(int type, string target) =>
        (await DoAsync("PushQueryDeviceState", new { TargetType = type, Target = target }, "pop-get")).Body.GetProperty("Data");

    private static (string User, string Device, string Delivery, string Third, string Platform, string Manufacturer, string State) Describe(
        JsonElement data) =>
        (Text(data, "UserId")!, Text(data, "DeviceId")!, Text(data, "DeliveryToken")!, Text(data, "ThirdToken")!, Text(data, "Platform")!,
            Text(data, "Manufacturer")!, Text(data, "Statue")!);
}

public sealed class SqliteMpaasDeviceTests(SqliteNode node) : MpaasDeviceContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresMpaasDeviceTests(PostgresNode node) : MpaasDeviceContract(node), IClassFixture<PostgresNode>;
