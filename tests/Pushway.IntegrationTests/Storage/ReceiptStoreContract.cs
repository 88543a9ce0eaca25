using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;

namespace Pushway.IntegrationTests.Storage;

/// <summary>The outbox: what gets in, who takes it, what becomes of it.</summary>
public abstract class ReceiptStoreContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task Nobody_is_told_without_a_callback_that_is_enabled_and_wants_the_event()
    {
        await DeliverAsync(App);
        await Stores.Apps.PutCallbackAsync(App, new CallbackSettings("http://localhost/", ["delivered"], Enabled: false), Cancel);
        await DeliverAsync(App);
        await WantReceiptsAsync("expired", "delivered_maybe");
        await DeliverAsync(App);
        (await ReceiptsAsync()).ShouldBeEmpty();

        await WantReceiptsAsync("expired", "delivered");
        await DeliverAsync(App);
        (await ReceiptsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Due_receipts_are_claimed_oldest_first_up_to_the_limit()
    {
        await WantReceiptsAsync();
        var pushes = new List<PushId>();
        for (var i = 0; i < 5; i++) pushes.Add(await DeliverAsync(App));

        var first = await ClaimAsync(Now.AddMinutes(1), 3);
        var second = await ClaimAsync(Now.AddMinutes(1), 3);

        first.Select(receipt => receipt.Push!.Value).ShouldBe(pushes.Take(3));
        second.Select(receipt => receipt.Push!.Value).ShouldBe(pushes.Skip(3));
        first.ShouldAllBe(receipt => receipt.Attempts == 1 && receipt.App == App);
        (await ClaimAsync(Now.AddMinutes(1), 3)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lease_that_ends_makes_receipts_due_again()
    {
        await WantReceiptsAsync();
        await DeliverAsync(App);
        var first = (await ClaimAsync(Now.AddMinutes(1), 10)).ShouldHaveSingleItem();
        (await Stores.Receipts.NextDueAsync(Cancel)).ShouldBe(Now.AddMinutes(6));

        (await ClaimAsync(Now.AddMinutes(5), 10)).ShouldBeEmpty();
        var second = (await ClaimAsync(Now.AddMinutes(6), 10)).ShouldHaveSingleItem();
        (second.Id, second.Attempts).ShouldBe((first.Id, 2));
    }

    [Fact]
    public async Task A_node_that_is_alone_takes_over_what_its_dead_run_had_claimed()
    {
        await WantReceiptsAsync();
        await DeliverAsync(App);
        await AcceptAsync(Sample.ToDevices(App, "device-unknown") with { ResolveNow = false });
        await ClaimAsync(Now.AddMinutes(1), 10);
        (await Stores.Pushes.ClaimAsync("dead", Now, Now.AddHours(1), Cancel)).ShouldNotBeNull();

        await Stores.Database.TakeOverLeasesAsync(Now.AddMinutes(1), Cancel);

        (await ClaimAsync(Now.AddMinutes(1), 10)).ShouldHaveSingleItem().Attempts.ShouldBe(2);
        (await Stores.Pushes.ClaimAsync("alive", Now, Now.AddHours(1), Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Completed_receipts_are_gone()
    {
        await WantReceiptsAsync();
        await DeliverAsync(App);
        await DeliverAsync(App);
        var claimed = await ClaimAsync(Now.AddMinutes(1), 10);
        await Stores.Receipts.CompleteAsync([claimed[0].Id], Cancel);

        (await ClaimAsync(Now.AddDays(1), 10)).ShouldHaveSingleItem().Id.ShouldBe(claimed[1].Id);
    }

    [Fact]
    public async Task Rescheduled_receipts_come_back_at_their_time()
    {
        await WantReceiptsAsync();
        await DeliverAsync(App);
        var receipt = (await ClaimAsync(Now.AddMinutes(1), 10)).ShouldHaveSingleItem();
        await Stores.Receipts.RescheduleAsync([receipt.Id], Now.AddMinutes(30), "status 500", Now, Cancel);

        (await Stores.Receipts.NextDueAsync(Cancel)).ShouldBe(Now.AddMinutes(30));
        (await ClaimAsync(Now.AddMinutes(29), 10)).ShouldBeEmpty();
        (await ClaimAsync(Now.AddMinutes(30), 10)).ShouldHaveSingleItem().Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task Dead_letters_are_never_due_again()
    {
        await WantReceiptsAsync();
        await DeliverAsync(App);
        var receipt = (await ClaimAsync(Now.AddMinutes(1), 10)).ShouldHaveSingleItem();
        await Stores.Receipts.RescheduleAsync([receipt.Id], null, "status 500", Now, Cancel);

        (await ClaimAsync(Now.AddYears(1), 10)).ShouldBeEmpty();
        (await Stores.Receipts.NextDueAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_claim_is_of_one_app_and_apps_take_turns()
    {
        var other = await AppAsync("other");
        await WantReceiptsAsync();
        await Stores.Apps.PutCallbackAsync(other, new CallbackSettings("http://localhost/", ["delivered"], true), Cancel);
        await DeliverAsync(App);
        await DeliverAsync(other);
        await DeliverAsync(App);

        AppKey[] turns = [(await ClaimAsync(Now.AddMinutes(1), 1))[0].App, (await ClaimAsync(Now.AddMinutes(1), 1))[0].App];
        var rest = await ClaimAsync(Now.AddMinutes(1), 10);

        turns.ShouldContain(App);
        rest.ShouldAllBe(receipt => receipt.App == rest[0].App);
        (turns.Count(app => app == App) + rest.Count(receipt => receipt.App == App)
            + (await ClaimAsync(Now.AddMinutes(1), 10)).Count(receipt => receipt.App == App)).ShouldBe(2);
    }

    [Fact]
    public async Task An_app_whose_receipts_are_put_off_does_not_hold_up_another()
    {
        var other = await AppAsync("other");
        await WantReceiptsAsync();
        await Stores.Apps.PutCallbackAsync(other, new CallbackSettings("http://localhost/", ["delivered"], true), Cancel);
        await DeliverAsync(App);
        await DeliverAsync(App);
        var failing = await ClaimAsync(Now.AddMinutes(1), 1);
        await Stores.Receipts.RescheduleAsync([failing[0].Id], Now.AddMinutes(2), "status 500", Now, Cancel);
        await DeliverAsync(other);

        var apps = new List<AppKey>();
        for (var i = 0; i < 2; i++) apps.Add((await ClaimAsync(Now.AddMinutes(1), 10))[0].App);
        apps.ShouldContain(other);
    }

    private Task<IReadOnlyList<Receipt>> ClaimAsync(DateTimeOffset at, int limit) =>
        ClaimAsync(Stores, "sender", limit, at, at.AddMinutes(5));

    private async Task<PushId> DeliverAsync(AppKey app)
    {
        var address = new DeviceAddress(app, new DeviceId("device-1"));
        if (await Stores.Devices.FindAsync(address, Cancel) is null)
        {
            await Stores.Devices.IssueAsync(
                app, new NewDevice(address.Device, Sample.Hash($"{app}"), null, Now), Cancel);
        }
        var push = await AcceptAsync(Sample.ToDevices(app, "device-1"));
        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));
        return push.Id;
    }
}

public sealed class SqliteReceiptStoreTests(SqliteEngine engine) : ReceiptStoreContract(engine);

public sealed class PostgresReceiptStoreTests(PostgresEngine engine) : ReceiptStoreContract(engine);
