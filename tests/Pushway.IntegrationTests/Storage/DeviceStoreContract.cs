using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Devices: issuing, seeing, reporting, deleting.</summary>
public abstract class DeviceStoreContract(TestEngine engine) : StoreContract(engine)
{
    private IDeviceStore Devices => Stores.Devices;

    [Fact]
    public async Task A_device_is_provisional_until_it_is_seen()
    {
        var device = await ProvisionalAsync("device-1", Now);
        (await Devices.FindCredentialAsync(device, Cancel)).ShouldBe(new DeviceCredential(1, null, IsProvisional: true));

        await Devices.TouchAsync([new SeenDevice(device, Now.AddSeconds(5))], Cancel);

        (await Devices.FindCredentialAsync(device, Cancel)).ShouldBe(new DeviceCredential(1, null, IsProvisional: false));
        var found = (await Devices.FindAsync(device, Cancel))!;
        found.IsProvisional.ShouldBeFalse();
        found.LastSeenAt.ShouldBe(Now.AddSeconds(5));
        found.CreatedAt.ShouldBe(Now);
        found.Report.Platform.ShouldBe("android");
    }

    [Fact]
    public async Task Being_seen_earlier_than_before_does_not_move_last_seen_back()
    {
        var device = await DeviceAsync("device-1");
        await Devices.TouchAsync([new SeenDevice(device, Now.AddHours(2)), new SeenDevice(device, Now.AddHours(1))], Cancel);
        await Devices.TouchAsync([new SeenDevice(device, Now)], Cancel);

        (await Devices.FindAsync(device, Cancel))!.LastSeenAt.ShouldBe(Now.AddHours(2));
    }

    [Fact]
    public async Task Unknown_devices_are_not_found_and_not_made_by_being_seen()
    {
        var nobody = new DeviceAddress(App, new DeviceId("nobody-1"));
        await Devices.TouchAsync([new SeenDevice(nobody, Now)], Cancel);

        (await Devices.FindAsync(nobody, Cancel)).ShouldBeNull();
        (await Devices.FindCredentialAsync(nobody, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task The_same_nonce_within_a_day_gives_the_same_id()
    {
        var first = await Devices.IssueAsync(App, New("first-id", "nonce", Now), Cancel);
        var second = await Devices.IssueAsync(App, New("second-id", "nonce", Now.AddHours(23)), Cancel);

        second.ShouldBe(first);
    }

    [Fact]
    public async Task The_same_nonce_after_a_day_gives_a_new_id()
    {
        var first = await Devices.IssueAsync(App, New("first-id", "nonce", Now), Cancel);
        var second = await Devices.IssueAsync(App, New("second-id", "nonce", Now.AddHours(24)), Cancel);

        second.Device.ShouldNotBe(first.Device);
    }

    [Fact]
    public async Task The_same_nonce_after_the_device_was_seen_gives_a_new_id()
    {
        var first = await Devices.IssueAsync(App, New("first-id", "nonce", Now), Cancel);
        await Devices.TouchAsync([new SeenDevice(new DeviceAddress(App, first.Device), Now)], Cancel);

        (await Devices.IssueAsync(App, New("second-id", "nonce", Now), Cancel)).Device.ShouldBe(new DeviceId("second-id"));
    }

    [Fact]
    public async Task Registrations_that_race_with_one_nonce_get_one_id()
    {
        var racing = Enumerable.Range(0, 16).Select(i => Devices.IssueAsync(App, New($"candidate-{i}", "nonce", Now), Cancel));

        (await Task.WhenAll(racing)).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_nonce_counts_within_its_app_only()
    {
        var other = await AppAsync("other");
        var here = await Devices.IssueAsync(App, New("device-here", "nonce", Now), Cancel);
        var there = await Devices.IssueAsync(other, New("device-there", "nonce", Now), Cancel);

        there.Device.ShouldNotBe(here.Device);
    }

    [Fact]
    public async Task A_report_keeps_what_it_does_not_mention()
    {
        var device = await DeviceAsync("device-1");
        await Devices.ReportAsync(device, new DeviceReport(null, "1.0", "Pixel", "de", "Europe/Berlin", true), null, Now, Cancel);
        await Devices.ReportAsync(device, new DeviceReport(null, "1.1", null, null, null, false), null, Now, Cancel);

        (await Devices.FindAsync(device, Cancel))!.Report
            .ShouldBe(new DeviceReport("android", "1.1", "Pixel", "de", "Europe/Berlin", false));
    }

    [Fact]
    public async Task A_report_of_an_unknown_device_is_refused_and_stores_no_token()
    {
        var nobody = new DeviceAddress(App, new DeviceId("nobody-1"));
        (await Devices.ReportAsync(nobody, DeviceReport.Empty, new VendorToken("fcm", "t1"), Now, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task Reporting_a_vendor_token_moves_it_from_the_device_that_held_it()
    {
        var older = await DeviceAsync("old-phone");
        var newer = await DeviceAsync("new-phone");
        await Devices.ReportAsync(older, DeviceReport.Empty, new VendorToken("apns", "t1"), Now, Cancel);
        await Devices.ReportAsync(newer, DeviceReport.Empty, new VendorToken("apns", "t1"), Now, Cancel);

        (await Devices.FindAsync(older, Cancel))!.VendorTokens.ShouldBeEmpty();
        (await Devices.FindAsync(newer, Cancel))!.VendorTokens.ShouldBe([new VendorToken("apns", "t1")]);
    }

    [Fact]
    public async Task Reporting_a_vendor_token_replaces_the_device_s_older_one_of_that_vendor()
    {
        var device = await DeviceAsync("device-1");
        await Devices.ReportAsync(device, DeviceReport.Empty, new VendorToken("fcm", "t1"), Now, Cancel);
        await Devices.ReportAsync(device, DeviceReport.Empty, new VendorToken("huawei", "t1"), Now, Cancel);
        await Devices.ReportAsync(device, DeviceReport.Empty, new VendorToken("fcm", "t2"), Now, Cancel);

        (await Devices.FindAsync(device, Cancel))!.VendorTokens
            .ShouldBe([new VendorToken("fcm", "t2"), new VendorToken("huawei", "t1")]);
    }

    [Fact]
    public async Task Devices_that_never_came_are_deleted_and_what_waits_for_them_ends()
    {
        await WantReceiptsAsync();
        var old = await ProvisionalAsync("device-old", Now.AddDays(-2));
        var young = await ProvisionalAsync("device-young", Now);
        var seen = await DeviceAsync("device-seen");
        await BindAsync(old, "alice");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-old", "device-young", "device-seen"));
        var toUser = await AcceptAsync(Sample.ToUsers(App, "alice"));

        (await Devices.DeleteProvisionalAsync(Now.AddDays(-1), Now, 100, Cancel)).ShouldBe(1);

        (await Devices.FindAsync(old, Cancel)).ShouldBeNull();
        (await Devices.FindAsync(young, Cancel)).ShouldNotBeNull();
        (await Devices.FindAsync(seen, Cancel)).ShouldNotBeNull();
        (await FindAsync(push.Id))!.Counts[DeliveryState.DeviceGone].ShouldBe(1);
        (await ReceiptsAsync()).Select(receipt => (receipt.Push, receipt.Event, receipt.Reason))
            .ShouldBe([(push.Id, "device_gone", "provisional_deleted"), (toUser.Id, "device_gone", "provisional_deleted")]);
        await BindAsync(seen, "alice");
        (await WaitingAsync(seen)).Deliveries.Select(waiting => waiting.Delivery.Push).ShouldBe([push.Id, toUser.Id]);
    }

    [Fact]
    public async Task Deleting_provisional_devices_keeps_to_its_limit()
    {
        for (var i = 0; i < 5; i++) await ProvisionalAsync($"device-{i}", Now.AddDays(-2));

        (await Devices.DeleteProvisionalAsync(Now, Now, 3, Cancel)).ShouldBe(3);
        (await Devices.DeleteProvisionalAsync(Now, Now, 3, Cancel)).ShouldBe(2);
    }

    [Fact]
    public async Task Of_calls_for_one_token_at_the_same_time_all_get_the_device_that_the_first_made()
    {
        var token = new VendorToken("apns", "token");
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Devices.EnsureAsync(App, new TokenDevice(new DeviceId($"device-{i}"), token, "ios", Now), Cancel)));

        var device = (await Devices.FindAsync(new(App, made.Distinct().ShouldHaveSingleItem()), Cancel))!;
        (device.IsProvisional, device.Report.Platform, device.CreatedAt, device.LastSeenAt).ShouldBe((false, "ios", Now, Now));
        device.VendorTokens.ShouldBe([token]);
        (await Devices.EnsureAsync(await AppAsync("other"), new TokenDevice(new DeviceId("device-9"), token, "ios", Now), Cancel))
            .Value.ShouldBe("device-9");
    }

    private static NewDevice New(string id, string nonce, DateTimeOffset at) =>
        new(new DeviceId(id), Sample.Hash(nonce), null, at);
}

public sealed class SqliteDeviceStoreTests(SqliteEngine engine) : DeviceStoreContract(engine);

public sealed class PostgresDeviceStoreTests(PostgresEngine engine) : DeviceStoreContract(engine);
