using Pushway.Core;
using Pushway.Core.Control;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;
using Pushway.Core.Shaping;
using Pushway.Core.Tags;
using Pushway.Core.Vendors;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Pushes to tags that start later, again and again, or are held. The time is noon in UTC.</summary>
public abstract class TagScheduleContract(TestEngine engine) : StoreContract(engine)
{
    private static readonly Cycle Daily = new(CycleUnit.Day, [], new TimeOnly(13, 0)) { TimeZone = "UTC" };
    private static readonly DateTimeOffset[] Days = [Now.AddHours(1), Now.AddHours(25)];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Stores.Tags.AddAsync(App, "vip", ["ada", "bob"], 10, Now, Cancel);
    }

    [Fact]
    public async Task Planned_once_its_users_are_those_who_have_the_tag_when_it_starts()
    {
        var push = await ScheduleAsync([Days[0]], null);
        (await Stores.Pushes.WalkTagsAsync(10, Now, Cancel)).ShouldBeNull();
        var planned = (await FindAsync(push))!;
        (planned.State, planned.Walk).ShouldBe((PushState.Scheduled, null));
        await Stores.Tags.AddAsync(App, "vip", ["eve"], 10, Now, Cancel);

        (await StartAsync(Days[0])).ShouldHaveSingleItem().Push.ShouldBe(push);

        (await WalkAsync(Days[0])).Select(static page => (page.Push.Id, page.Matched)).ShouldBe([(push, 2), (push, 1)]);
        (await FindAsync(push))!.Walk.ShouldBe(new TagWalkProgress(false, 3, 3, 3, TagWalkEnd.Finished));
    }

    [Fact]
    public async Task Each_occurrence_walks_anew()
    {
        var parent = await ScheduleAsync(Days, Daily);

        var first = (await StartAsync(Days[0])).ShouldHaveSingleItem().Push!.Value;
        (await WalkAsync(Days[0]))[^1].Total.ShouldBe(2);
        await Stores.Tags.RemoveAsync(App, "vip", ["ada"], Days[0], Cancel);
        var second = (await StartAsync(Days[1])).ShouldHaveSingleItem().Push!.Value;
        (await WalkAsync(Days[1]))[^1].Total.ShouldBe(1);

        (await TraceAsync(first)).Select(static one => one.Target).ShouldBe(["ada", "bob"]);
        (await TraceAsync(second)).ShouldHaveSingleItem().Target.ShouldBe("bob");
        (await TraceAsync(parent)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tag_that_is_gone_when_it_starts_ends_it_and_one_that_was_never_there_is_refused()
    {
        var push = await ScheduleAsync([Days[0]], null);
        await Stores.Tags.DeleteAsync(App, "vip", Cancel);

        (await StartAsync(Days[0])).ShouldHaveSingleItem();
        (await WalkAsync(Days[0])).ShouldHaveSingleItem().End.ShouldBe(TagWalkEnd.TagDeleted);

        (await Stores.Pushes.FindAsync(App, push, Days[0], Cancel))!.State.ShouldBe(PushState.Done);
        (await Stores.Pushes.AcceptAsync(Planned([Days[1]], null), Cancel)).ShouldBe(new AcceptOutcome.TagNotFound("vip"));
    }

    [Fact]
    public async Task Paused_before_its_start_or_cancelled_it_walks_nowhere()
    {
        var paused = await ScheduleAsync([Days[0]], null);
        var cancelled = await ScheduleAsync([Days[0]], null);
        (await Stores.Control.PauseAsync(App, paused, Now, Cancel)).Status.ShouldBe(ControlStatus.Done);
        (await Stores.Control.CancelAsync(App, cancelled, Now, Cancel)).Status.ShouldBe(ControlStatus.Done);

        (await StartAsync(Days[0])).ShouldBeEmpty();
        (await WalkAsync(Days[0])).ShouldBeEmpty();
        await Stores.Control.ResumeAsync(App, paused, Days[0], Cancel);
        (await StartAsync(Days[0])).ShouldHaveSingleItem();
        (await WalkAsync(Days[0]))[^1].Total.ShouldBe(2);
    }

    [Fact]
    public async Task In_quiet_hours_what_the_walk_finds_is_held_and_then_sent()
    {
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "ada");
        var quiet = new Shape { TimeZone = "UTC", QuietHours = new(new TimeOnly(11, 0), new TimeOnly(14, 0)) };
        var push = await AcceptAsync(Sample.ToTags(App, "vip") with { Shape = quiet, ExpiresAt = Now.AddDays(1) });

        (await WalkAsync(Now)).SelectMany(static page => page.Deliveries).ShouldBeEmpty();
        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();

        var lease = new VendorLease(new NodeIdentity("node1", "inc"), Now.AddHours(2), Now.AddHours(2), 0);
        (await Stores.Vendors.ReleaseHeldAsync(100, lease, Cancel)).Moved.ShouldHaveSingleItem().Address.ShouldBe(device);
        (await WaitingAsync(device)).Deliveries.ShouldHaveSingleItem().Delivery.Push.ShouldBe(push.Id);
    }

    private NewPush Planned(DateTimeOffset[] times, Cycle? cycle) => Sample.ToTags(App, "vip") with
    {
        Starts = new PlannedStarts(times, cycle, TimeSpan.FromHours(2)),
        ExpiresAt = times[^1].AddHours(2),
    };

    private async Task<PushId> ScheduleAsync(DateTimeOffset[] times, Cycle? cycle) =>
        (await Stores.Pushes.AcceptAsync(Planned(times, cycle), Cancel)).ShouldBeOfType<AcceptOutcome.Scheduled>().Id;

    private async Task<List<StartedOccurrence>> StartAsync(DateTimeOffset now)
    {
        var started = new List<StartedOccurrence>();
        while (await Stores.Schedules.ClaimAsync("worker", now, now.AddSeconds(10), Cancel) is { } claimed)
            started.Add((await Stores.Schedules.StartAsync(claimed, "worker", now, Cancel)).ShouldNotBeNull());
        return started;
    }

    private async Task<List<WalkedTags>> WalkAsync(DateTimeOffset now)
    {
        var walked = new List<WalkedTags>();
        while (await Stores.Pushes.WalkTagsAsync(2, now, Cancel) is { } one) walked.Add(one);
        return walked;
    }
}

public sealed class SqliteTagScheduleTests(SqliteEngine engine) : TagScheduleContract(engine);

public sealed class PostgresTagScheduleTests(PostgresEngine engine) : TagScheduleContract(engine);
