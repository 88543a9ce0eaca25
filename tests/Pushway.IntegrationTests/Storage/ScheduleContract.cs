using Pushway.Core.Audiences;
using Pushway.Core.Control;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Core.Scheduling;
using Pushway.Core.Statistics;
using Pushway.Core.Tracing;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Planned starts: each once, whatever the clock and its owners do.</summary>
public abstract class ScheduleContract(TestEngine engine) : StoreContract(engine)
{
    private static readonly Cycle Daily = new(CycleUnit.Day, [], new TimeOnly(13, 0)) { TimeZone = "UTC" };

    /// <summary>An hour, a day and an hour, two days and an hour from now.</summary>
    private static readonly DateTimeOffset[] Days = [Now.AddHours(1), Now.AddDays(1).AddHours(1), Now.AddDays(2).AddHours(1)];

    [Fact]
    public async Task A_push_is_nothing_but_planned_until_its_time_has_come()
    {
        var device = await DeviceAsync("device-1");
        var push = await ScheduleAsync(Once(Sample.ToDevices(App, "device-1")));

        (await FindAsync(push))!.State.ShouldBe(PushState.Scheduled);
        (await FindAsync(push))!.StartAt.ShouldBe(Days[0]);
        (await StartDueAsync(Days[0].AddMilliseconds(-1))).ShouldBeEmpty();
        (await Stores.Pushes.ClaimAsync("worker", Now, Now.AddMinutes(1), Cancel)).ShouldBeNull();
        (await Stores.Schedules.NextDueAsync(Cancel)).ShouldBe(Days[0]);
        var planned = (await TraceAsync(push)).ShouldHaveSingleItem();
        planned.State.ShouldBe(DeliveryState.Waiting);
        Explanation.Of(planned, null, null).ShouldBe("It is scheduled for 2026-11-01 13:00:00 UTC.");

        (await StartDueAsync(Days[0])).ShouldHaveSingleItem().Push.ShouldBe(push);

        await ResolveAsync(Days[0]);
        var waiting = (await Stores.Deliveries.ReadWaitingAsync(device, 0, 10, Days[0], Cancel)).Deliveries.ShouldHaveSingleItem();
        waiting.Delivery.Push.ShouldBe(push);
        waiting.Delivery.ExpiresAt.ShouldBe(Days[0].AddHours(2));
        (await FindAsync(push))!.State.ShouldBe(PushState.Running);
        (await StartDueAsync(Days[2])).ShouldBeEmpty();
        (await ScheduleAsync(push)).State.ShouldBe(ScheduleState.Done);
    }

    [Fact]
    public async Task Each_occurrence_of_a_cycle_is_a_push_of_its_own()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "alice");
        var own = new TargetContent("""{"title":"own"}""", []);
        var parent = await ScheduleAsync(Repeated(Sample.To(App, AudienceKind.Users, new NamedTarget("alice", "key"))) with { Own = [own] });
        var children = new List<PushId>();
        foreach (var day in Days)
        {
            children.Add((await StartDueAsync(day)).ShouldHaveSingleItem().Push!.Value);
            await ResolveAsync(day);
            var waiting = (await Stores.Deliveries.ReadWaitingAsync(device, 0, 10, day, Cancel)).Deliveries.ShouldHaveSingleItem();
            waiting.Content.ShouldBe(own.Content);
            waiting.Delivery.Key.ShouldBe("key");
            waiting.Delivery.Push.ShouldBe(children[^1]);
        }

        children.Distinct().Count().ShouldBe(3);
        (await FindAsync(children[1]))!.Parent.ShouldBe(parent);
        (await FindAsync(children[1]))!.StartAt.ShouldBe(Days[1]);
        var schedule = await ScheduleAsync(parent);
        schedule.State.ShouldBe(ScheduleState.Done);
        schedule.Counts.ShouldBe(new Dictionary<OccurrenceState, long> { [OccurrenceState.Started] = 3 });
        (await FindAsync(parent))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task A_push_that_repeats_and_each_start_of_it_count_as_pushes()
    {
        await DeviceAsync("device-1");
        await ScheduleAsync(Repeated(Sample.ToDevices(App, "device-1")));
        foreach (var day in Days) await StartDueAsync(day);
        foreach (var day in Days) await ResolveAsync(day);

        var query = new StatisticQuery(App, StatisticStep.Day, Now.AddDays(-1), Now.AddDays(4));
        var counts = (await Stores.Statistics.ReadAsync(query, Cancel)).Aggregate(default(StatisticCounts), static (sum, one) => sum + one.Counts);
        (counts.Pushes, counts.Messages).ShouldBe((4, 3));
    }

    [Fact]
    public async Task What_was_missed_starts_late_once_and_what_is_too_old_never()
    {
        await DeviceAsync("device-1");
        await WantReceiptsAsync();
        var once = await ScheduleAsync(Once(Sample.ToDevices(App, "device-1")));
        var cycle = await ScheduleAsync(Repeated(Sample.ToDevices(App, "device-1")));

        // Down until an hour after the third: only that is valid.
        var started = await StartDueAsync(Days[2].AddHours(1));

        started.Count(one => one.Push is not null).ShouldBe(1);
        (await ScheduleAsync(once)).Counts.ShouldBe(new Dictionary<OccurrenceState, long> { [OccurrenceState.Expired] = 1 });
        (await ScheduleAsync(cycle)).Counts.ShouldBe(
            new Dictionary<OccurrenceState, long> { [OccurrenceState.Started] = 1, [OccurrenceState.Expired] = 2 });
        (await FindAsync(once))!.State.ShouldBe(PushState.Done);
        await Stores.Pushes.ExpireAsync(Days[2].AddHours(1), 100, Cancel);
        var ended = (await TraceAsync(once)).ShouldHaveSingleItem();
        (ended.State, ended.Reason).ShouldBe((DeliveryState.Expired, DeliveryReasons.Ttl));
        (await ClaimAsync(Stores, "test", 10, Days[2].AddDays(1), Days[2].AddDays(2))).ShouldHaveSingleItem().Event.ShouldBe(ReceiptEvents.Expired);
    }

    [Fact]
    public async Task A_clock_that_goes_back_and_forth_starts_nothing_twice_and_nothing_early()
    {
        await ScheduleAsync(Repeated(Sample.ToDevices(App, "device-1")));

        (await StartDueAsync(Days[0])).Count.ShouldBe(1);
        (await StartDueAsync(Now.AddDays(-7))).ShouldBeEmpty();
        (await StartDueAsync(Days[0])).ShouldBeEmpty();
        (await StartDueAsync(Days[1])).Count.ShouldBe(1);
        (await StartDueAsync(Days[1].AddHours(-3))).ShouldBeEmpty();
        (await StartDueAsync(Days[1].AddSeconds(1))).ShouldBeEmpty();
        (await StartDueAsync(Days[2])).Count.ShouldBe(1);
        (await StartDueAsync(Days[2].AddYears(1))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lease_keeps_others_away_and_who_lost_it_starts_nothing()
    {
        await ScheduleAsync(Once(Sample.ToDevices(App, "device-1")));
        var lost = (await ClaimAsync("a", Days[0]))!;

        (await ClaimAsync("b", Days[0])).ShouldBeNull();
        var taken = (await ClaimAsync("b", Days[0].AddMinutes(1)))!;

        (await Stores.Schedules.StartAsync(lost, "a", Days[0], Cancel)).ShouldBeNull();
        (await Stores.Schedules.StartAsync(taken, "b", Days[0], Cancel)).ShouldNotBeNull();
        (await Stores.Schedules.StartAsync(taken, "b", Days[0], Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_node_that_is_alone_takes_over_what_its_last_run_had_claimed()
    {
        await ScheduleAsync(Once(Sample.ToDevices(App, "device-1")));
        await ClaimAsync("dead", Days[0]);

        await Stores.Database.TakeOverLeasesAsync(Days[0], Cancel);

        (await StartDueAsync(Days[0])).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_given_back_is_due_later()
    {
        await ScheduleAsync(Once(Sample.ToEveryone(App)));
        var claimed = (await ClaimAsync("a", Days[0]))!;

        await Stores.Schedules.DeferAsync(claimed, "a", Days[0].AddMinutes(5), Cancel);

        (await StartDueAsync(Days[0].AddMinutes(4))).ShouldBeEmpty();
        (await StartDueAsync(Days[0].AddMinutes(5))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_broadcast_takes_its_number_and_judges_devices_when_it_starts()
    {
        var filter = new EveryoneFilter { NewDevices = false };
        var planned = await ScheduleAsync(Once(Sample.ToEveryone(App) with { Audience = Audience.Everyone with { Filter = filter } }));
        var cycle = await ScheduleAsync(Repeated(Sample.ToEveryone(App)));
        var now = (await AcceptAsync(Sample.ToEveryone(App))).BroadcastNumber;
        (await Stores.Deliveries.ReadBroadcastsAsync(new PushId(0), Now, Cancel)).Count.ShouldBe(1);

        var started = await StartDueAsync(Days[0]);

        started.Select(one => one.Broadcast!.Number).Order().ShouldBe([now!.Value + 1, now.Value + 2]);
        var once = started.Single(one => one.Push == planned).Broadcast!;
        once.Filter!.RegisteredBefore.ShouldBe(Days[0]);
        once.ExpiresAt.ShouldBe(Days[0].AddHours(2));
        var open = await Stores.Deliveries.ReadBroadcastsAsync(new PushId(0), Days[0], Cancel);
        open.OrderBy(one => one.Number).Select(one => one.Push).ShouldBe(
            started.OrderBy(one => one.Broadcast!.Number).Select(one => one.Push!.Value));
        (await StartDueAsync(Days[1])).ShouldHaveSingleItem().Broadcast!.Number.ShouldBe(now.Value + 3);
        (await FindAsync(cycle))!.State.ShouldBe(PushState.Scheduled);
    }

    [Fact]
    public async Task What_is_paused_starts_when_it_is_resumed_and_never_if_that_is_too_late()
    {
        await DeviceAsync("device-1");
        var push = await ScheduleAsync(Once(Sample.ToDevices(App, "device-1")));
        var never = await ScheduleAsync(Once(Sample.ToDevices(App, "device-1")));
        foreach (var id in (PushId[])[push, never])
            (await Stores.Control.PauseAsync(App, id, Now, Cancel)).Status.ShouldBe(ControlStatus.Done);

        (await StartDueAsync(Days[0].AddMinutes(1))).ShouldBeEmpty();
        (await FindAsync(push))!.State.ShouldBe(PushState.Paused);
        (await Stores.Control.ResumeAsync(App, push, Days[0].AddMinutes(1), Cancel)).Status.ShouldBe(ControlStatus.Done);
        (await FindAsync(push))!.State.ShouldBe(PushState.Scheduled);
        (await StartDueAsync(Days[0].AddMinutes(1))).ShouldHaveSingleItem().Push.ShouldBe(push);

        (await StartDueAsync(Days[0].AddHours(2))).ShouldHaveSingleItem().Push.ShouldBeNull();
        (await ScheduleAsync(never)).Counts.Keys.ShouldBe([OccurrenceState.Expired]);
        (await Stores.Control.ResumeAsync(App, never, Days[0].AddHours(2), Cancel)).Status.ShouldBe(ControlStatus.Ended);
    }

    [Fact]
    public async Task A_claim_that_a_pause_or_a_recall_overtook_starts_nothing()
    {
        var paused = await ScheduleAsync(Once(Sample.ToDevices(App, "device-1")));
        var claimed = (await ClaimAsync("a", Days[0]))!;
        await Stores.Control.PauseAsync(App, paused, Days[0], Cancel);
        (await Stores.Schedules.StartAsync(claimed, "a", Days[0], Cancel)).ShouldBeNull();

        var recalled = await ScheduleAsync(Once(Sample.ToDevices(App, "device-1")));
        claimed = (await ClaimAsync("a", Days[0]))!;
        claimed.Schedule.ShouldBe(recalled);
        await Stores.Control.RevokeAsync(App, recalled, Days[0], Cancel);
        (await Stores.Schedules.StartAsync(claimed, "a", Days[0], Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Recalling_or_cancelling_all_ends_what_has_not_started_with_receipts()
    {
        await DeviceAsync("device-1");
        await WantReceiptsAsync();
        var once = await ScheduleAsync(Once(Sample.ToDevices(App, "device-1")));
        var cycle = await ScheduleAsync(Repeated(Sample.ToDevices(App, "device-1")));
        (await StartDueAsync(Now)).ShouldBeEmpty();

        (await Stores.Control.CancelAsync(App, once, Now, Cancel)).Status.ShouldBe(ControlStatus.Done);
        (await Stores.Control.RevokeAsync(App, cycle, Now, Cancel)).Status.ShouldBe(ControlStatus.Done);
        await FollowRecallsAsync();

        (await StartDueAsync(Days[2])).ShouldBeEmpty();
        var ended = (await TraceAsync(once)).ShouldHaveSingleItem();
        (ended.State, ended.Reason).ShouldBe((DeliveryState.Revoked, DeliveryReasons.Recalled));
        (await ReceiptsAsync()).ShouldHaveSingleItem().Event.ShouldBe(ReceiptEvents.Revoked);
        (await ScheduleAsync(once)).State.ShouldBe(ScheduleState.Cancelled);
        (await ScheduleAsync(cycle)).Counts.ShouldBe(new Dictionary<OccurrenceState, long> { [OccurrenceState.Cancelled] = 3 });
        (await FindAsync(cycle))!.State.ShouldBe(PushState.Revoked);
    }

    [Fact]
    public async Task One_occurrence_is_cancelled_and_the_others_go_on()
    {
        var cycle = await ScheduleAsync(Repeated(Sample.ToDevices(App, "device-1")));
        var page = await Stores.Schedules.ListAsync(App, new OccurrenceQuery(null, null, cycle, null), null, 10, Cancel);
        var second = page.Items[1].Id;

        (await Stores.Schedules.CancelAsync(App, cycle, second, Now, Cancel)).ShouldBe(CancelOutcome.Done);
        (await Stores.Schedules.CancelAsync(App, cycle, second, Now, Cancel)).ShouldBe(CancelOutcome.Done);
        (await Stores.Schedules.CancelAsync(App, cycle, new PushId(1), Now, Cancel)).ShouldBe(CancelOutcome.NotFound);
        (await Stores.Schedules.CancelAsync(await AppAsync("other"), cycle, second, Now, Cancel)).ShouldBe(CancelOutcome.NotFound);

        (await StartDueAsync(Days[0])).Count.ShouldBe(1);
        (await Stores.Schedules.CancelAsync(App, cycle, page.Items[0].Id, Now, Cancel)).ShouldBe(CancelOutcome.Ended);
        (await StartDueAsync(Days[1])).ShouldBeEmpty();
        (await StartDueAsync(Days[2])).Count.ShouldBe(1);
        (await ScheduleAsync(cycle)).State.ShouldBe(ScheduleState.Done);
        (await Stores.Control.CancelAsync(App, cycle, Now, Cancel)).Status.ShouldBe(ControlStatus.Ended);
    }

    [Fact]
    public async Task Starts_are_listed_by_their_time_in_pages()
    {
        var cycle = await ScheduleAsync(Repeated(Sample.ToDevices(App, "device-1")));
        var once = await ScheduleAsync(Once(Sample.ToEveryone(App), Days[1]));
        await StartDueAsync(Days[0]);

        (await ListAsync(new OccurrenceQuery(null, null, null, null))).ShouldBe([Days[0], Days[1], Days[1], Days[2]]);
        (await ListAsync(new OccurrenceQuery(Days[1], Days[2], null, null))).ShouldBe([Days[1], Days[1]]);
        (await ListAsync(new OccurrenceQuery(null, null, once, null))).ShouldBe([Days[1]]);
        (await ListAsync(new OccurrenceQuery(null, null, cycle, OccurrenceState.Started))).ShouldBe([Days[0]]);
        (await ListAsync(new OccurrenceQuery(null, null, null, OccurrenceState.Waiting))).ShouldBe([Days[1], Days[1], Days[2]]);
    }

    [Fact]
    public async Task A_scheduled_push_is_as_new_as_its_start_where_messages_replace_each_other()
    {
        var device = await DeviceAsync("device-1");
        var planned = await ScheduleAsync(Once(Sample.ToDevices(App, "device-1")) with { CollapseKey = "weather" });
        var between = await AcceptAsync(
            Sample.ToDevices(App, "device-1") with { CollapseKey = "weather", ExpiresAt = Now.AddDays(1) });

        await StartDueAsync(Days[0]);
        await ResolveAsync(Days[0]);

        (await Stores.Deliveries.ReadWaitingAsync(device, 0, 10, Days[0], Cancel)).Deliveries
            .ShouldHaveSingleItem().Delivery.Push.ShouldBe(planned);
        (await TraceAsync(between.Id)).ShouldHaveSingleItem().Reason.ShouldBe(DeliveryReasons.Collapsed);
    }

    [Fact]
    public async Task A_call_is_planned_once_under_its_keys()
    {
        var call = Once(Sample.To(App, AudienceKind.Users, new NamedTarget("alice", "key"))) with { IdempotencyKey = "call" };
        var push = await ScheduleAsync(call);

        (await Stores.Pushes.AcceptAsync(call, Cancel)).ShouldBeOfType<AcceptOutcome.Repeated>().Id.ShouldBe(push);
        (await Stores.Pushes.AcceptAsync(call with { IdempotencyKey = null }, Cancel))
            .ShouldBeOfType<AcceptOutcome.Repeated>().Id.ShouldBe(push);
    }

    [Fact]
    public async Task An_app_has_no_more_open_schedules_than_it_may_have()
    {
        for (var i = 0; i < 50; i++) await ScheduleAsync(Once(Sample.ToDevices(App, "device-1")));

        (await Stores.Pushes.AcceptAsync(Once(Sample.ToDevices(App, "device-1")), Cancel)).ShouldBeOfType<AcceptOutcome.TooManySchedules>();
        await StartDueAsync(Days[0]);
        await ScheduleAsync(Once(Sample.ToDevices(App, "device-1"), Days[1]));
    }

    private static NewPush Once(NewPush push, DateTimeOffset? startAt = null) => Planned(push, [startAt ?? Days[0]], null);

    private static NewPush Repeated(NewPush push) => Planned(push, Days, Daily);

    private static NewPush Planned(NewPush push, DateTimeOffset[] times, Cycle? cycle) =>
        push with
        {
            Starts = new PlannedStarts(times, cycle, TimeSpan.FromHours(2)),
            ExpiresAt = times[^1].AddHours(2),
        };

    private async Task<PushId> ScheduleAsync(NewPush push) =>
        (await Stores.Pushes.AcceptAsync(push, Cancel)).ShouldBeOfType<AcceptOutcome.Scheduled>().Id;

    private async Task<Schedule> ScheduleAsync(PushId push) => (await Stores.Schedules.FindAsync(App, push, Cancel)).ShouldNotBeNull();

    private Task<ClaimedOccurrence?> ClaimAsync(string owner, DateTimeOffset now) =>
        Stores.Schedules.ClaimAsync(owner, now, now.AddSeconds(10), Cancel);

    private async Task<List<StartedOccurrence>> StartDueAsync(DateTimeOffset now)
    {
        var started = new List<StartedOccurrence>();
        while (await ClaimAsync("worker", now) is { } claimed)
            started.Add((await Stores.Schedules.StartAsync(claimed, "worker", now, Cancel)).ShouldNotBeNull());
        return started;
    }

    private async Task ResolveAsync(DateTimeOffset now)
    {
        while (await Stores.Pushes.ClaimAsync("worker", now, now.AddMinutes(1), Cancel) is { } push)
            (await Stores.Pushes.ResolvePageAsync(push.Id, "worker", 100, now, now.AddMinutes(1), Cancel))!.Finished.ShouldBeTrue();
    }

    private async Task FollowRecallsAsync()
    {
        while (await Stores.Control.ClaimRecallAsync("worker", Now, Now.AddMinutes(1), Cancel) is { } push)
            (await Stores.Control.RecallPageAsync(push, "worker", 100, Now, Now.AddMinutes(1), Cancel))!.Finished.ShouldBeTrue();
    }

    private async Task<List<DateTimeOffset>> ListAsync(OccurrenceQuery query)
    {
        var found = new List<DateTimeOffset>();
        string? cursor = null;
        do
        {
            var page = await Stores.Schedules.ListAsync(App, query, cursor, 2, Cancel);
            found.AddRange(page.Items.Select(one => one.StartAt));
            cursor = page.Next;
        }
        while (cursor is not null);
        return found;
    }
}

public sealed class SqliteScheduleTests(SqliteEngine engine) : ScheduleContract(engine);

public sealed class PostgresScheduleTests(PostgresEngine engine) : ScheduleContract(engine);
