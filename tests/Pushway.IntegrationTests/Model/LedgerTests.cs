using Microsoft.Extensions.Time.Testing;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;

namespace Pushway.IntegrationTests.Model;

/// <summary>Each rule of the model sees the fault it is there for, in histories made by hand.</summary>
public sealed class LedgerTests
{
    private const string Phone = "phone";
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Noon.AddHours(1);
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly Ledger _ledger;
    private readonly DeviceRecord _phone;

    public LedgerTests()
    {
        _ledger = new Ledger(_clock);
        _phone = _ledger.Register(Phone);
    }

    [Fact]
    public void A_push_whose_target_is_nowhere_is_seen()
    {
        Accept(0, PushKind.Devices, Phone);
        Fails(() => See(Reading(0)), "in no state");
    }

    [Fact]
    public void A_message_on_one_device_twice_is_seen()
    {
        Accept(0, PushKind.Devices, Phone);
        Fails(() => See(Reading(0, Item("1", 0), Item("2", 0))), "on one device twice");
    }

    [Fact]
    public void Counts_that_differ_from_the_trace_are_seen()
    {
        Accept(0, PushKind.Devices, Phone);
        var reading = Reading(0, Item("1", 0)).Reading;
        var counts = new Dictionary<DeliveryState, long> { [DeliveryState.Sent] = 1 };
        Fails(() => See((0, reading with { Counts = counts })), "counts");
    }

    [Fact]
    public void Delivered_without_a_confirmation_is_seen()
    {
        Accept(0, PushKind.Devices, Phone);
        See(Reading(0, Item("1", 0)));
        Fails(() => See(Reading(0, Item("1", 0, DeliveryState.Delivered))), "nothing that gives a reason");
        _phone.Confirmed.Add("1");
        See(Reading(0, Item("1", 0, DeliveryState.Delivered)));
        Fails(() => See(Reading(0, Item("1", 0, DeliveryState.Sent))), "became");
    }

    [Fact]
    public void Expiry_before_its_time_is_seen()
    {
        Accept(0, PushKind.Devices, Phone);
        See(Reading(0, Item("1", 0)));
        Fails(() => See(Reading(0, Item("1", 0, DeliveryState.Expired, DeliveryReasons.Ttl))), "nothing that gives a reason");
        _clock.SetUtcNow(End);
        See(Reading(0, Item("1", 0, DeliveryState.Expired, DeliveryReasons.Ttl)));
    }

    [Fact]
    public void Overflow_below_the_bound_and_waiting_above_it_are_seen()
    {
        for (var push = 0; push <= ModelSettings.MaxWaiting; push++) Accept(push, PushKind.Devices, Phone);
        var waiting = Enumerable.Range(0, ModelSettings.MaxWaiting).Select(push => Reading(push, Item($"1{push}", push))).ToArray();
        See(waiting);
        var last = ModelSettings.MaxWaiting;
        Fails(() => See([.. waiting, Reading(last, Item("1x", last))]), "Too many wait");
        var overflown = Reading(0, Item("10", 0, DeliveryState.Expired, DeliveryReasons.Overflow));
        Fails(() => See([overflown, .. waiting[1..]]), "nothing that gives a reason");
        See([overflown, .. waiting[1..], Reading(last, Item("1x", last))]);
    }

    [Fact]
    public void What_a_user_lost_and_waits_for_again_is_counted_once()
    {
        for (var push = 0; push <= ModelSettings.MaxWaiting; push++) Accept(push, PushKind.Users, "ann");
        Bind("ann", 1);
        var all = Enumerable.Range(0, ModelSettings.MaxWaiting + 1).Select(push => Reading(push, Nowhere(push))).ToArray();
        var overflown = Reading(0, Nowhere(0) with { State = DeliveryState.Expired, Reason = DeliveryReasons.Overflow });
        See([.. all[..^1], Reading(3, Item("13", 3, target: "ann"))]);
        _ledger.BindingCalled(Phone, null);
        var lost = Item("13", 3, DeliveryState.Revoked, DeliveryReasons.Unbound, "ann");
        Fails(() => See([overflown, .. all[1..^2], Reading(3, lost)]), "nothing that gives a reason");
        See([overflown, .. all[1..^1], Reading(3, lost)]);
    }

    [Fact]
    public void What_should_have_been_replaced_and_what_nothing_replaces_are_seen()
    {
        Accept(0, PushKind.Devices, Phone, collapseKey: "score");
        Accept(1, PushKind.Devices, Phone, collapseKey: "score");
        See(Reading(0, Item("1", 0)));
        var replaced = Reading(0, Item("1", 0, DeliveryState.Revoked, DeliveryReasons.Collapsed));
        Fails(() => See(replaced), "nothing that gives a reason");
        Fails(() => See(Reading(0, Item("1", 0)), Reading(1, Item("2", 1))), "was not collapsed");
        See(replaced, Reading(1, Item("2", 1)));
    }

    [Fact]
    public void A_message_for_a_user_who_is_not_bound_is_seen()
    {
        Bind("ann", 1);
        Accept(0, PushKind.Users, "ann");
        See(Reading(0, Item("1", 0, target: "ann")));
        _ledger.Received(_ledger.Connecting(Phone), "1", 0);
        Bind("ben", 2);
        Fails(() => _ledger.Received(_ledger.Connecting(Phone), "1", 0), "while ben is bound");
    }

    [Fact]
    public void A_repeat_on_one_connection_and_one_after_the_end_are_seen()
    {
        Accept(0, PushKind.Devices, Phone);
        See(Reading(0, Item("1", 0)));
        var link = _ledger.Connecting(Phone);
        _ledger.Received(link, "1", 0);
        Fails(() => _ledger.Received(link, "1", 0), "twice on one connection");
        _ledger.Received(_ledger.Connecting(Phone), "1", 0);
        _phone.Confirmed.Add("1");
        See(Reading(0, Item("1", 0, DeliveryState.Delivered)));
        Fails(() => _ledger.Received(_ledger.Connecting(Phone), "1", 0), "opened after this was to be seen");
    }

    [Fact]
    public void An_older_message_after_a_newer_one_and_one_after_its_time_are_seen()
    {
        Accept(0, PushKind.Devices, Phone);
        Accept(1, PushKind.Devices, Phone);
        See(Reading(0, Item("1", 0)), Reading(1, Item("2", 1)));
        var link = _ledger.Connecting(Phone);
        _ledger.Received(link, "2", 1);
        Fails(() => _ledger.Received(link, "1", 0), "after push 1");
        _clock.SetUtcNow(End);
        Fails(() => _ledger.Received(_ledger.Connecting(Phone), "1", 0), "after its time");
    }

    [Fact]
    public void What_waits_although_nothing_moves_and_what_a_user_misses_are_seen()
    {
        Accept(0, PushKind.Devices, Phone);
        See(Reading(0, Item("1", 0)));
        Fails(_ledger.CheckRest, "Nothing moves");
        _phone.Confirmed.Add("1");
        See(Reading(0, Item("1", 0, DeliveryState.Delivered)));
        _ledger.CheckRest();
        Accept(1, PushKind.Users, "ann");
        See(Reading(0, Item("1", 0, DeliveryState.Delivered)), Reading(1, Item("2", 1, target: "ann") with { Device = null }));
        _ledger.CheckRest();
        Bind("ann", 1);
        Fails(_ledger.CheckRest, "did not come to phone");
        Accept(2, PushKind.Everyone);
        Fails(() => See(Reading(2, Item("102", 2, DeliveryState.Delivered))), "nothing that gives a reason");
    }

    [Fact]
    public void Receipts_that_are_missing_or_come_twice_are_seen()
    {
        Accept(0, PushKind.Devices, Phone);
        See(Reading(0, Item("1", 0)));
        _phone.Confirmed.Add("1");
        See(Reading(0, Item("1", 0, DeliveryState.Delivered)));
        var receipt = new ToldEvent(0, Phone, Phone, ReceiptEvents.Delivered, 1);
        _ledger.CheckEnd([receipt]);
        Fails(() => _ledger.CheckEnd([]), "receipts");
        Fails(() => _ledger.CheckEnd([receipt, receipt]), "receipts");
        Fails(() => _ledger.CheckEnd([receipt, receipt with { Sequence = 2 }]), "receipts");
    }

    [Fact]
    public void A_message_after_its_push_was_paused_or_recalled_is_seen()
    {
        Accept(0, PushKind.Devices, Phone);
        See(Reading(0, Item("1", 0)));
        var resumes = _ledger.PauseCalled(0);
        _ledger.PauseAnswered(0, resumes);
        Fails(() => _ledger.Received(_ledger.Connecting(Phone), "1", 0), "after it was paused");
        _ledger.ResumeCalled(0);
        _ledger.PauseAnswered(0, resumes);
        _ledger.Received(_ledger.Connecting(Phone), "1", 0);
        var recalled = Reading(0, Item("1", 0, DeliveryState.Revoked, DeliveryReasons.Recalled));
        Fails(() => See(recalled), "nothing that gives a reason");
        _ledger.RecallCalled(0, null);
        var link = _ledger.Connecting(Phone);
        See(recalled);
        _ledger.RecallAnswered(0, null);
        Fails(() => _ledger.Received(link, "1", 0), "after it was recalled");
    }

    [Fact]
    public void A_device_that_keeps_what_was_recalled_and_one_that_is_told_for_no_reason_are_seen()
    {
        Accept(0, PushKind.Devices, Phone);
        See(Reading(0, Item("1", 0)));
        _ledger.Received(_ledger.Connecting(Phone), "1", 0);
        _phone.Confirmed.Add("1");
        See(Reading(0, Item("1", 0, DeliveryState.Delivered)));
        Fails(() => _ledger.RecallReceived(_ledger.Connecting(Phone), "1"), "nobody recalled");
        _ledger.RecallCalled(0, Phone);
        _ledger.RecallAnswered(0, Phone);
        Fails(_ledger.CheckRest, "was not told to take back");
        var link = _ledger.Connecting(Phone);
        _ledger.RecallReceived(link, "1");
        Fails(() => _ledger.RecallReceived(link, "1"), "told twice");
        _ledger.CheckRest();
    }

    [Fact]
    public void Events_that_count_twice_or_not_at_all_are_seen()
    {
        Accept(0, PushKind.Devices, Phone);
        See(Reading(0, Item("1", 0)));
        _ledger.EventCalled(Phone, "1", ClientEventKind.Opened);
        var (_, reading) = Reading(0, Item("1", 0, DeliveryState.Delivered));
        See((0, reading));
        ToldEvent[] told = [new(0, Phone, Phone, ReceiptEvents.Delivered, 1), new(0, Phone, Phone, ReceiptEvents.Opened, 2)];
        Fails(() => _ledger.CheckEnd(told), "counts 0 Opened");
        See((0, reading with { Events = new Dictionary<ClientEventKind, long> { [ClientEventKind.Opened] = 1 } }));
        Fails(() => _ledger.CheckEnd(told[..1]), "told 0 times");
        _ledger.CheckEnd(told);
    }

    [Fact]
    public void A_plan_is_shortened_to_what_fails()
    {
        var plan = new PlanMaker(7).Make();
        var needed = plan.Actors[1][^1];

        var shortened = Shrinking.Shorten(plan, shorter => shorter.Actors[1].Contains(needed), TimeSpan.FromSeconds(10));

        shortened.Actors[0].ShouldBeEmpty();
        shortened.Actors[1].ShouldHaveSingleItem().ShouldBe(needed);
        shortened.Crashes.ShouldBeEmpty();
    }

    private void Accept(int number, PushKind kind, string? target = null, string? collapseKey = null)
    {
        var targets = target is null ? Array.Empty<string>() : [target];
        _ledger.PushCalled(new PushSpec(number, kind, targets, collapseKey, 0, 3_600, HasKeys: false));
        _ledger.PushCommitted(number, $"10{number}");
        _ledger.PushAnswered(number, $"10{number}");
    }

    private void Bind(string user, long epoch)
    {
        _ledger.BindingCalled(Phone, user);
        _ledger.BindingAnswered(Phone, user, user, epoch);
    }

    private void See(params (int Push, Reading Reading)[] readings) =>
        _ledger.Seen(readings.ToDictionary(one => one.Push, one => one.Reading));

    private static (int Push, Reading Reading) Reading(int push, params Item[] items) => (push, new Reading(
        items.Any(item => item.IsOpen) ? PushState.Running : PushState.Done, End,
        items.GroupBy(item => item.State).ToDictionary(group => group.Key, group => group.LongCount()),
        items));

    private static Item Item(
        string id, int push, DeliveryState state = DeliveryState.Waiting, string? reason = null, string target = Phone) =>
        new(id, push, target, Phone, state, reason, End);

    private static Item Nowhere(int push) =>
        Item($"1{push}", push, reason: DeliveryReasons.NoBinding, target: "ann") with { Device = null };

    private static void Fails(Action check, string why) => Should.Throw<ModelViolationException>(check).Message.ShouldContain(why);
}
