using Pushway.Core.Apps;
using Pushway.Core.Receipts;
using Pushway.Storage.Receipts;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Receipts that were refused: which come together, which are given up, and what becomes of those.</summary>
public abstract class DeadReceiptContract(TestEngine engine) : StoreContract(engine)
{
    private static readonly DeadFilter Any = new(null, null, null);

    [Fact]
    public async Task Refused_receipts_do_not_come_together_with_new_ones()
    {
        var refused = await ClaimSomeAsync(3);
        await Stores.Receipts.RescheduleAsync(Ids(refused), Now.AddSeconds(1), "status 500", Now, Cancel);
        await RejectAsync(2);

        var first = await ClaimAsync(Stores, "sender", 100, Now.AddMinutes(1), Now.AddMinutes(2));
        var second = await ClaimAsync(Stores, "sender", 100, Now.AddMinutes(1), Now.AddMinutes(2));

        first.Select(receipt => receipt.Attempts).ShouldBe([1, 1]);
        second.Select(receipt => (receipt.Id, receipt.Attempts)).ShouldBe(refused.Select(receipt => (receipt.Id, 2)));
    }

    [Fact]
    public async Task A_busy_app_leaves_the_turn_to_others()
    {
        await RejectAsync(1);
        var other = await AppAsync("other");
        await Stores.Apps.PutCallbackAsync(other, new CallbackSettings("http://localhost/", ["rejected"], true), Cancel);
        await AcceptAsync(Sample.ToDevices(other, "device-unknown") with { AcceptedAt = Now.AddSeconds(1) });

        (await Stores.Receipts.FindDueAsync([], Now.AddMinutes(1), Cancel)).ShouldBe(new DueReceipts(App, 0));
        (await Stores.Receipts.FindDueAsync([App], Now.AddMinutes(1), Cancel)).ShouldBe(new DueReceipts(other, 0));
        (await Stores.Receipts.FindDueAsync([App, other], Now.AddMinutes(1), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Dead_letters_are_listed_in_pages_with_the_last_answer()
    {
        var dead = await DieAsync(5);

        var first = await Stores.Receipts.ReadDeadAsync(App, Any, 0, 3, Cancel);
        var second = await Stores.Receipts.ReadDeadAsync(App, Any, first[^1].Receipt.Id, 3, Cancel);

        first.Concat(second).Select(one => one.Receipt.Id).ShouldBe(dead);
        first.ShouldAllBe(one => one.DiedAt == Now.AddDays(1) && one.LastAnswer == "status 500");
        (await Stores.Receipts.ReadDeadAsync(await AppAsync("other"), Any, 0, 3, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Dead_letters_are_found_by_event_and_time()
    {
        var dead = await DieAsync(1);

        (await FindDeadAsync(new("rejected", Now, Now.AddSeconds(1)))).ShouldBe(dead);
        (await FindDeadAsync(new("delivered", null, null))).ShouldBeEmpty();
        (await FindDeadAsync(new(null, Now.AddSeconds(1), null))).ShouldBeEmpty();
        (await FindDeadAsync(new(null, null, Now))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Dead_letters_that_are_sent_again_start_as_new_ones_do()
    {
        var dead = await DieAsync(4);
        var later = Now.AddDays(9);

        (await Stores.Receipts.ResendDeadAsync(App, [dead[0], dead[2], 17], later, 10, Cancel)).ShouldBe(2);
        (await Stores.Receipts.ResendDeadAsync(await AppAsync("other"), null, later, 10, Cancel)).ShouldBe(0);

        var again = await ClaimAsync(Stores, "sender", 10, later, later.AddMinutes(1));
        again.Select(receipt => (receipt.Id, receipt.Attempts, receipt.CreatedAt, receipt.At)).ShouldBe(
            [(dead[0], 1, later, Now), (dead[2], 1, later, Now)]);
        (await FindDeadAsync(Any)).ShouldBe([dead[1], dead[3]]);
        (await Stores.Receipts.ResendDeadAsync(App, null, later, 1, Cancel)).ShouldBe(1);
        (await Stores.Receipts.ResendDeadAsync(App, null, later, 10, Cancel)).ShouldBe(1);
        (await FindDeadAsync(Any)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Old_dead_letters_are_forgotten_and_nothing_else_is()
    {
        await DieAsync(3);
        await RejectAsync(1);

        (await Stores.Receipts.ForgetDeadAsync(Now.AddDays(1), 10, Cancel)).ShouldBe(0);
        (await Stores.Receipts.ForgetDeadAsync(Now.AddDays(2), 2, Cancel)).ShouldBe(2);
        (await Stores.Receipts.ForgetDeadAsync(Now.AddDays(2), 2, Cancel)).ShouldBe(1);

        (await FindDeadAsync(Any)).ShouldBeEmpty();
        (await ClaimAsync(Stores, "sender", 10, Now.AddDays(2), Now.AddDays(3))).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_dead_vendor_token_is_told_of()
    {
        await WantReceiptsAsync(ReceiptEvents.TokenDead);
        var device = await DeviceAsync("device-1");
        var outbox = new ReceiptOutbox(Stores.Database.Dialect);
        await Stores.Database.WriteAsync(
            async session =>
            {
                await outbox.AddTokenDeadAsync(session, device, "apns", "Unregistered", Now.ToUnixTimeMilliseconds());
                return true;
            },
            Cancel);

        var receipt = (await ReceiptsAsync()).ShouldHaveSingleItem();
        (receipt.Push, receipt.Target, receipt.DeviceId, receipt.Event, receipt.Channel, receipt.Reason).ShouldBe(
            (null, "device-1", "device-1", "token_dead", "apns", "Unregistered"));
    }

    private async Task<List<long>> FindDeadAsync(DeadFilter filter) =>
        [.. (await Stores.Receipts.ReadDeadAsync(App, filter, 0, 100, Cancel)).Select(one => one.Receipt.Id)];

    private async Task<List<long>> DieAsync(int count)
    {
        var ids = Ids(await ClaimSomeAsync(count));
        await Stores.Receipts.RescheduleAsync(ids, null, "status 500", Now.AddDays(1), Cancel);
        return ids;
    }

    private async Task<IReadOnlyList<Receipt>> ClaimSomeAsync(int count)
    {
        await RejectAsync(count);
        var claimed = await ClaimAsync(Stores, "sender", count, Now, Now.AddMinutes(5));
        claimed.Count.ShouldBe(count);
        return claimed;
    }

    private async Task RejectAsync(int count)
    {
        await WantReceiptsAsync("rejected");
        for (var i = 0; i < count; i++) await AcceptAsync(Sample.ToDevices(App, "device-unknown"));
    }

    private static List<long> Ids(IReadOnlyList<Receipt> receipts) => [.. receipts.Select(receipt => receipt.Id)];
}

public sealed class SqliteDeadReceiptTests(SqliteEngine engine) : DeadReceiptContract(engine);

public sealed class PostgresDeadReceiptTests(PostgresEngine engine) : DeadReceiptContract(engine);
