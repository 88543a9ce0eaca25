using Pushway.Core;
using Pushway.Core.Channels;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Shaping;
using Pushway.Core.Tracing;
using Pushway.Core.Vendors;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Held messages and the daily cap. The time is noon in UTC, 21:00 in Tokyo.</summary>
public abstract class ShapingContract(TestEngine engine) : StoreContract(engine)
{
    private static readonly Shape Noon = new() { TimeZone = "UTC", QuietHours = new(new TimeOnly(11, 0), new TimeOnly(14, 0)) };
    private static readonly DateTimeOffset End = Now.AddHours(2);

    [Fact]
    public async Task What_comes_in_quiet_hours_is_held_and_then_sent()
    {
        var device = await DeviceAsync("device-1");
        var push = await AcceptAsync(Shaped(Noon, "device-1"));

        push.Deliveries.ShouldBeEmpty();
        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();
        (await Stores.Deliveries.FindOverdueAsync([device], Now.AddMinutes(1), Now, Cancel)).ShouldBeEmpty();
        (await ReleaseAsync(End.AddMilliseconds(-1))).ShouldBeEmpty();
        var held = (await TraceAsync(push.Id)).ShouldHaveSingleItem();
        held.State.ShouldBe(DeliveryState.Waiting);
        Explanation.Of(held, null, null).ShouldBe(
            "It is held until 2026-11-01 14:00:00 UTC, because of quiet hours. It waits until 2026-11-02 12:00:00 UTC.");

        (await ReleaseAsync(End)).ShouldHaveSingleItem().ShouldBe(new MovedDelivery(held.DeliveryId!.Value, device, null));

        (await Stores.Deliveries.ReadWaitingAsync(device, 0, 10, End, Cancel)).Deliveries.ShouldHaveSingleItem();
        (await ReleaseAsync(End.AddDays(1))).ShouldBeEmpty();
        (await TraceAsync(push.Id)).ShouldHaveSingleItem().Transitions.Select(step => step.Detail)
            .ShouldBe(["held: quiet_hours", "owner_changed: hold_ended"]);
    }

    [Fact]
    public async Task The_device_s_own_clock_counts()
    {
        var tokyo = await DeviceAsync("device-1");
        var odd = await DeviceAsync("device-2");
        await DeviceAsync("device-3");
        await ReportZoneAsync(tokyo, "Asia/Tokyo");
        await ReportZoneAsync(odd, "Mars/Olympus");

        var push = await AcceptAsync(Shaped(Noon, "device-1", "device-2", "device-3"));

        push.Deliveries.ShouldHaveSingleItem().Address.ShouldBe(tokyo);
        (await ReleaseAsync(End)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Released_late_in_quiet_hours_it_is_held_again()
    {
        await DeviceAsync("device-1");
        var push = await AcceptAsync(Shaped(Noon, "device-1") with { ExpiresAt = Now.AddDays(3) });

        (await ReleaseAsync(Now.AddDays(1))).ShouldBeEmpty();
        (await TraceAsync(push.Id)).ShouldHaveSingleItem().DueAt.ShouldBe(End.AddDays(1));
        (await ReleaseAsync(End.AddDays(1))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_device_that_is_bound_in_quiet_hours_gets_its_messages_after_them()
    {
        var device = await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToUsers(App, "alice") with { Shape = Noon, ExpiresAt = Now.AddDays(1) });

        await BindAsync(device, "alice");
        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();
        await UnbindAsync(device, "alice", 2);
        await BindAsync(device, "alice", 3);
        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();

        (await ReleaseAsync(End)).ShouldHaveSingleItem();
        (await Stores.Deliveries.ReadWaitingAsync(device, 0, 10, End, Cancel)).Deliveries.ShouldHaveSingleItem()
            .Delivery.Push.ShouldBe(push.Id);
    }

    [Fact]
    public async Task A_large_push_holds_its_messages_too()
    {
        var device = await DeviceAsync("device-1");
        await AcceptAsync(Shaped(Noon, "device-1") with { ResolveNow = false });
        var claimed = (await Stores.Pushes.ClaimAsync("worker", Now, Now.AddMinutes(1), Cancel))!;

        var page = (await Stores.Pushes.ResolvePageAsync(claimed.Id, "worker", 10, Now, Now.AddMinutes(1), Cancel))!;

        page.Deliveries.ShouldBeEmpty();
        (await ReleaseAsync(End)).ShouldHaveSingleItem().Address.ShouldBe(device);
    }

    [Fact]
    public async Task What_is_held_is_recalled_paused_replaced_and_expires_as_what_waits()
    {
        await DeviceAsync("device-1");
        var recalled = await AcceptAsync(Shaped(Noon, "device-1"));
        var paused = await AcceptAsync(Shaped(Noon, "device-1"));
        var expired = await AcceptAsync(Shaped(Noon, "device-1") with { ExpiresAt = Now.AddHours(1) });
        var replaced = await AcceptAsync(Shaped(Noon, "device-1") with { CollapseKey = "news" });
        var newer = await AcceptAsync(Shaped(Noon, "device-1") with { CollapseKey = "news" });
        await Stores.Control.RevokeAsync(App, recalled.Id, Now, Cancel);
        (await Stores.Control.PauseAsync(App, paused.Id, Now, Cancel)).Status.ShouldBe(ControlStatus.Done);
        await Stores.Pushes.ExpireAsync(Now.AddHours(1), 10, Cancel);

        (await ReleaseAsync(End)).Select(moved => moved.Id).ShouldBe([await IdAsync(newer.Id)]);

        (await TraceAsync(expired.Id)).ShouldHaveSingleItem().Reason.ShouldBe(DeliveryReasons.Ttl);
        (await TraceAsync(replaced.Id)).ShouldHaveSingleItem().Reason.ShouldBe(DeliveryReasons.Collapsed);
        await Stores.Control.ResumeAsync(App, paused.Id, End, Cancel);
        (await ReleaseAsync(End)).ShouldHaveSingleItem().Id.ShouldBe(await IdAsync(paused.Id));
    }

    [Fact]
    public async Task Own_first_asks_the_own_connection_first_when_it_is_released()
    {
        var device = await DeviceAsync("device-1");
        await AcceptAsync(Shaped(Noon, "device-1") with { Policy = ChannelPolicy.OwnFirst });
        var rejected = await AcceptAsync(Shaped(Noon, "device-1") with { Policy = ChannelPolicy.OwnOnly });

        (await ReleaseAsync(End)).Select(moved => moved.Channel).ShouldBe([null, null]);
        (await Stores.Deliveries.ReadWaitingAsync(device, 0, 10, End, Cancel)).Deliveries.Count.ShouldBe(2);
        rejected.Deliveries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Beyond_the_cap_of_a_day_messages_are_rejected_and_the_next_day_counts_anew()
    {
        var device = await DeviceAsync("device-1");
        await WantReceiptsAsync();
        await BindAsync(device, "alice");
        var capped = new Shape { TimeZone = "UTC", DailyCap = 2 };
        for (var i = 0; i < 2; i++) (await AcceptAsync(Shaped(capped, "device-1"))).Deliveries.Count.ShouldBe(1);

        var third = await AcceptAsync(Sample.ToUsers(App, "alice") with { Shape = capped });

        third.Deliveries.ShouldBeEmpty();
        var trace = (await TraceAsync(third.Id)).ShouldHaveSingleItem();
        (trace.State, trace.Reason).ShouldBe((DeliveryState.Rejected, DeliveryReasons.DailyCap));
        Explanation.Of(trace, null, null).ShouldBe("The device had as many messages on that day as the app allows.");
        (await ReceiptsAsync()).ShouldHaveSingleItem().Reason.ShouldBe(DeliveryReasons.DailyCap);
        (await AcceptAsync(Sample.ToDevices(App, "device-1"))).Deliveries.Count.ShouldBe(1);
        var tomorrow = Shaped(capped, "device-1") with { AcceptedAt = Now.AddDays(1), ExpiresAt = Now.AddDays(2) };
        (await AcceptAsync(tomorrow)).Deliveries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_held_counts_on_the_day_it_goes_out()
    {
        await DeviceAsync("device-1");
        var held = new Shape { TimeZone = "UTC", DailyCap = 1, LocalTime = new TimeOnly(9, 0) };
        await AcceptAsync(Shaped(held, "device-1") with { ExpiresAt = Now.AddDays(2) });

        (await AcceptAsync(Shaped(new Shape { TimeZone = "UTC", DailyCap = 1 }, "device-1"))).Deliveries.Count.ShouldBe(1);
        var tomorrow = Shaped(new Shape { TimeZone = "UTC", DailyCap = 1 }, "device-1");
        (await AcceptAsync(tomorrow with { AcceptedAt = Now.AddDays(1), ExpiresAt = Now.AddDays(2) })).Deliveries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Calls_that_race_for_a_device_do_not_exceed_its_cap()
    {
        await DeviceAsync("device-1");
        await DeviceAsync("device-2");
        var capped = new Shape { TimeZone = "UTC", DailyCap = 10 };

        var calls = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            () => AcceptAsync(i % 2 == 0 ? Shaped(capped, "device-1", "device-2") : Shaped(capped, "device-2", "device-1")))));

        calls.SelectMany(call => call.Deliveries).CountBy(one => one.Address.Device.Value)
            .ShouldAllBe(count => count.Value == 10);
    }

    private NewPush Shaped(Shape shape, params string[] devices) =>
        Sample.ToDevices(App, devices) with { Shape = shape, ExpiresAt = Now.AddDays(1) };

    private async Task<DeliveryId> IdAsync(PushId push) => (await TraceAsync(push)).ShouldHaveSingleItem().DeliveryId!.Value;

    private Task<bool> ReportZoneAsync(DeviceAddress device, string zone) =>
        Stores.Devices.ReportAsync(device, DeviceReport.Empty with { TimeZone = zone }, null, Now, Cancel);

    private async Task<IReadOnlyList<MovedDelivery>> ReleaseAsync(DateTimeOffset now)
    {
        if (!await Stores.Vendors.AnyHeldDueAsync(now, Cancel)) return [];
        var lease = new VendorLease(new NodeIdentity("node1", "inc"), now, now, 0);
        return (await Stores.Vendors.ReleaseHeldAsync(100, lease, Cancel)).Moved;
    }
}

public sealed class SqliteShapingTests(SqliteEngine engine) : ShapingContract(engine);

public sealed class PostgresShapingTests(PostgresEngine engine) : ShapingContract(engine);
