using System.Net;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Vendors;

/// <summary>What a vendor answers, and what follows from it.</summary>
public abstract class AnswerContract(VendorNode node) : VendorContract(node)
{
    [Fact]
    public async Task What_the_vendor_accepts_is_accepted_by_vendor_with_its_id_and_a_receipt()
    {
        await using var listener = await ReceiptListener.StartAsync(Cancel);
        await Api.PutCallbackAsync(listener.Address, ["accepted_by_vendor"], enabled: true, Cancel);
        var (device, token) = await WithTokenAsync();

        var push = await PushAsync(device, Unique("title"));

        var trace = await SeeAsync(push, "AcceptedByVendor");
        var message = (await Vendor.WaitForAsync(token, 1, Cancel)).ShouldHaveSingleItem();
        message.Tag.ShouldBe($"pw-{Text(trace, "id")}");
        message.TtlSeconds.ShouldBeInRange(3000, 3600);
        Text(trace, "channel").ShouldBe("test");
        Steps(trace).Count.ShouldBe(3);
        Steps(trace)[^1].ShouldStartWith("AcceptedByVendor test accepted as m");
        var receipt = await listener.WaitForAsync(one => one.PushId == push, Limit, Cancel);
        (receipt.Event, receipt.Channel).ShouldBe(("accepted_by_vendor", "test"));
    }

    [Theory]
    [InlineData("quota", "vendor_quota")]
    [InlineData("too_large", "vendor_too_large")]
    [InlineData("bad_credential", "vendor_credential")]
    [InlineData("unavailable", "vendor_unavailable")]
    [InlineData("moon", "vendor_refused")]
    public async Task After_a_definite_refusal_the_own_connection_has_it(string reason, string word)
    {
        var (device, token) = await WithTokenAsync();
        await using var connected = await ConnectAsync(device);
        Vendor.Next(token, VendorScript.Refuse(reason, "so it is"));
        var title = Unique("title");

        var push = await PushAsync(device, title);

        await connected.UntilAsync(title, Cancel);
        var trace = await SeeAsync(push, "Delivered");
        Text(trace, "channel").ShouldBe("gateway");
        var steps = Steps(trace);
        steps.ShouldContain($"Waiting test {word}: so it is");
        steps.ShouldContain($"Waiting gateway owner_changed: {word}");
    }

    [Fact]
    public async Task A_dead_token_is_retired_and_later_messages_take_the_own_connection()
    {
        var (device, token) = await WithTokenAsync();
        Vendor.Next(token, VendorScript.Refuse("dead_token", since: TimeProvider.System.GetUtcNow().AddMinutes(1)));
        await using var connected = await ConnectAsync(device);
        var (first, second) = (Unique("first"), Unique("second"));

        await PushAsync(device, first);
        await connected.UntilAsync(first, Cancel);
        await PushAsync(device, second);

        await connected.UntilAsync(second, Cancel);
        Vendor.Messages.Items.Count(message => message.Token == token).ShouldBe(1);
        var view = (await Api.SendAsync(new(HttpMethod.Get, $"/v1/devices/{device.DeviceId}"), Cancel)).Body;
        view.GetProperty("vendorTokens").GetArrayLength().ShouldBe(0);
        Text(view.GetProperty("history").GetProperty("vendorTokens")[0], "cause").ShouldBe("Retired");
    }

    [Fact]
    public async Task A_token_reported_after_the_vendor_saw_it_dead_lives()
    {
        var (device, token) = await WithTokenAsync();
        Vendor.Next(token, VendorScript.Refuse("dead_token", since: TimeProvider.System.GetUtcNow().AddHours(-1)));
        var push = await PushAsync(device, Unique("first"));
        await Vendor.WaitForAsync(token, 1, Cancel);
        await SeeAsync(push, "Waiting");

        var later = await PushAsync(device, Unique("second"));

        await SeeAsync(later, "AcceptedByVendor");
    }

    [Fact]
    public async Task A_message_throttled_comes_again_when_the_vendor_wants_it()
    {
        var (device, token) = await WithTokenAsync();
        Vendor.Next(token, VendorScript.Throttle(1), new VendorScript.Status(429, RetryAfterSeconds: 1));

        var push = await PushAsync(device, Unique("title"));

        var trace = await SeeAsync(push, "AcceptedByVendor");
        var messages = await Vendor.WaitForAsync(token, 3, Cancel);
        messages.Select(message => message.Attempt).ShouldBe([1, 2, 3]);
        messages.Select(message => message.Tag).Distinct().ShouldHaveSingleItem();
        Steps(trace).ShouldContain("Waiting test vendor_throttled");
        Steps(trace).ShouldContain("Waiting test vendor_throttled: status 429");
    }

    [Fact]
    public async Task The_validity_ends_what_a_vendor_throttles()
    {
        var (device, token) = await WithTokenAsync();
        Vendor.Next(token, VendorScript.Throttle(3600));

        var push = await PushAsync(device, Unique("title"), ttlSeconds: 2);

        Text(await SeeAsync(push, "Expired"), "reason").ShouldBe("ttl");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_unclear_is_repeated_under_the_same_id_and_tag_and_the_trace_says_so(bool breaks)
    {
        var (device, token) = await WithTokenAsync();
        await using var connected = await ConnectAsync(device);
        Vendor.Next(token, breaks ? new VendorScript.Break() : new VendorScript.Stall());

        var push = await PushAsync(device, Unique("title"));

        var trace = await SeeAsync(push, "AcceptedByVendor");
        var messages = await Vendor.WaitForAsync(token, 2, Cancel);
        messages.Select(message => (message.Id, message.Tag)).Distinct().ShouldHaveSingleItem();
        var steps = Steps(trace);
        steps.ShouldContain(step => step.StartsWith("Sent test vendor_unclear: "));
        steps.ShouldContain("Sent test repeat 1: it is unclear whether the vendor has it");
        await ShouldGetNothingButAsync(connected, Unique("last"));
    }

    [Fact]
    public async Task What_is_unclear_and_not_to_be_repeated_ends_and_nobody_else_sends_it()
    {
        var (device, token) = await WithTokenAsync();
        await using var connected = await ConnectAsync(device);
        Vendor.Next(token, new VendorScript.Stall());

        var push = await PushAsync(device, Unique("title"), onAmbiguous: "skip");

        Text(await SeeAsync(push, "Rejected"), "reason").ShouldBe("vendor_unclear");
        await ShouldGetNothingButAsync(connected, Unique("last"));
        Vendor.Messages.Items.Count(message => message.Token == token).ShouldBe(1);
    }

    [Fact]
    public async Task Repeats_are_bounded()
    {
        var (device, token) = await WithTokenAsync();
        Vendor.Next(token, Enumerable.Repeat(new VendorScript.Status(500), 10));

        var push = await PushAsync(device, Unique("title"));

        Text(await SeeAsync(push, "Rejected"), "reason").ShouldBe("vendor_unclear");
        Vendor.Messages.Items.Count(message => message.Token == token).ShouldBe(3);
    }

    [Fact]
    public async Task What_a_vendor_has_is_taken_back_over_the_own_connection()
    {
        var (device, token) = await WithTokenAsync();
        var push = await PushAsync(device, Unique("title"));
        var message = (await Vendor.WaitForAsync(token, 1, Cancel)).ShouldHaveSingleItem();
        await SeeAsync(push, "AcceptedByVendor");

        (await Api.ControlAsync(push, "revoke", Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);

        await SeeAsync(push, "Revoked");
        await using var connected = await ConnectAsync(device);
        var recalled = await connected.Recalled.WaitForAsync(_ => true, Limit, Cancel, "A recall");
        recalled.Id.ShouldBe(message.Id);
        var trace = await Eventually.SeeAsync(
            _ => SeeAsync(push, "Revoked"), seen => seen.GetProperty("events").GetArrayLength() == 1, Cancel);
        Text(trace, "why")!.ShouldContain("the device took it back at");
    }

    [Fact]
    public async Task What_is_recalled_while_a_vendor_throttles_it_is_not_sent_again()
    {
        var (device, token) = await WithTokenAsync();
        Vendor.Next(token, VendorScript.Throttle(1));
        var push = await PushAsync(device, Unique("title"));
        await Vendor.WaitForAsync(token, 1, Cancel);

        await Api.ControlAsync(push, "revoke", Cancel);

        await SeeAsync(push, "Revoked");
        await Eventually.SeeAsync(cancellation => QueuedAsync(device, cancellation), left => left == 0, Cancel);
        Vendor.Messages.Items.Count(one => one.Token == token).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_user_no_longer_may_see_is_not_sent_to_a_vendor_again()
    {
        var (device, token) = await WithTokenAsync();
        var user = Unique("user");
        await Rpc.BindAsync(device, user, Cancel);
        Vendor.Next(token, VendorScript.Throttle(2));
        var push = await PushAsync(ToUsers(user), Unique("title"));
        await Vendor.WaitForAsync(token, 1, Cancel);

        await Rpc.UnbindAsync(device, user, Cancel);

        var again = await PushAsync(device, Unique("other"));
        await SeeAsync(again, "AcceptedByVendor");
        await Eventually.SeeAsync(cancellation => QueuedAsync(device, cancellation), left => left == 0, Cancel);
        Vendor.Messages.Items.Count(message => message.Token == token).ShouldBe(2);
        (await Api.GetPushAsync(push, Cancel)).ToString().ShouldContain("Revoked");
    }
}

public sealed class SqliteAnswerTests(SqliteVendorNode node) : AnswerContract(node), IClassFixture<SqliteVendorNode>;

public sealed class PostgresAnswerTests(PostgresVendorNode node) : AnswerContract(node), IClassFixture<PostgresVendorNode>;
