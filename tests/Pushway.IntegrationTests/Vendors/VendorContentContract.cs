using System.Net;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Vendors;

/// <summary>What a push says to vendors reaches them: of the maps by vendor only what is theirs, at once and after the rows were read again.</summary>
public abstract class VendorContentContract(VendorNode node) : VendorContract(node)
{
    [Fact]
    public async Task A_vendor_gets_what_is_for_it_and_what_is_for_every_vendor()
    {
        var (device, token) = await WithTokenAsync();
        var title = Unique("title");

        await SendAsync(ToDevices(device), Said(title));

        var message = (await Vendor.WaitForAsync(token, 1, Cancel)).ShouldHaveSingleItem();
        ShouldSayAll(message, title);
    }

    [Fact]
    public async Task After_a_throttle_it_says_the_same()
    {
        var (device, token) = await WithTokenAsync();
        Vendor.Next(token, VendorScript.Throttle(1));
        var title = Unique("title");

        await SendAsync(ToDevices(device), Said(title));

        var messages = await Vendor.WaitForAsync(token, 2, Cancel);
        foreach (var message in messages) ShouldSayAll(message, title);
    }

    [Fact]
    public async Task A_push_that_says_nothing_to_this_vendor_has_no_part_for_it()
    {
        var (device, token) = await WithTokenAsync();

        await SendAsync(ToDevices(device), new { title = "t", icon = new { @default = "https://x/i.png", huawei = "https://x/hw.png" } });

        var message = (await Vendor.WaitForAsync(token, 1, Cancel)).ShouldHaveSingleItem();
        message.Vendor.ShouldBeNull();
        message.Notification.GetRawText().ShouldBe("""{"title":"t","icon":"https://x/i.png"}""");
    }

    [Fact]
    public async Task Each_target_gets_its_own_values_and_all_of_them_what_is_for_vendors_also_after_a_throttle()
    {
        var (first, firstToken) = await WithTokenAsync();
        var (second, secondToken) = await WithTokenAsync();
        Vendor.Next(secondToken, VendorScript.Throttle(1));
        var audience = new
        {
            devices = new object[]
            {
                new { id = first.DeviceId, values = new { name = "Ada" } },
                new { id = second.DeviceId, values = new { name = "Grace" }, extras = new { order = 3 } },
            },
        };

        await SendAsync(audience, Said("for #name#"));

        ShouldSayAll((await Vendor.WaitForAsync(firstToken, 1, Cancel)).ShouldHaveSingleItem(), "for Ada");
        var again = await Vendor.WaitForAsync(secondToken, 2, Cancel);
        foreach (var message in again)
        {
            ShouldSayAll(message, "for Grace");
            message.Notification.GetProperty("extras").GetProperty("order").GetInt32().ShouldBe(3);
        }
    }

    private static object Said(string title) => new
    {
        title,
        icon = new { @default = "https://x/i.png", test = "https://x/test.png" },
        image = new { @default = "https://x/p.png", huawei = "https://x/hw.png" },
        categories = new { test = "IM", huawei = "MARKETING" },
        reminderLevels = new { huawei = "low" },
        transparentPayloads = new { test = new { a = 1 }, fcm = new { b = 2 } },
        transparentUrgency = "high",
        mutableContent = true,
    };

    private static void ShouldSayAll(VendorMessage message, string title)
    {
        message.Title.ShouldBe(title);
        Text(message.Notification, "icon").ShouldBe("https://x/test.png");
        Text(message.Notification, "image").ShouldBe("https://x/p.png");
        message.Vendor.ShouldNotBeNull().GetRawText().ShouldBe(
            """{"category":"IM","transparentPayload":{"a":1},"transparentUrgency":"high","mutableContent":true}""");
    }

    private async Task SendAsync(object audience, object notification)
    {
        var answer = await Api.PushAsync(new { audience, notification }, Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
    }
}

public sealed class SqliteVendorContentTests(SqliteVendorNode node) : VendorContentContract(node), IClassFixture<SqliteVendorNode>;

public sealed class PostgresVendorContentTests(PostgresVendorNode node) : VendorContentContract(node), IClassFixture<PostgresVendorNode>;
