using System.Diagnostics;
using System.Globalization;
using Pushway.Core.Devices;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Core.Retention;
using Pushway.Core.Scheduling;
using Pushway.Core.Shaping;

namespace Pushway.IntegrationTests.Storage;

/// <summary>What is old goes, wholly, and takes nothing else with it.</summary>
public abstract class RetentionContract(TestEngine engine) : StoreContract(engine)
{
    private static readonly DateTimeOffset Later = Now.AddDays(40);

    /// <summary>These have a time of their own.</summary>
    private static readonly string[] KeptApart = ["idempotency_keys", "message_keys", "receipts", "statistics_log"];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        // What was counted stays counted when its rows are gone.
        RowsAreMadeUp = true;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(500)]
    public async Task Of_an_old_push_nothing_is_left_and_of_a_newer_one_everything(int batch)
    {
        var device = await DeviceAsync("device-1");
        var old = await PushesOfAllKindsAsync(device, Now);
        var young = await PushesOfAllKindsAsync(device, Later);
        var before = await RowsAsync(young);

        var pushes = await RemoveAsync(Now.AddDays(30), batch);

        pushes.ShouldBe(old.Count);
        (await RowsAsync(old)).ShouldBeEmpty();
        (await RowsAsync(young)).ShouldBe(before);
        before.Keys.ShouldContain("client_events");
        before.Keys.ShouldContain("tasks");
        (await Stores.Traces.ReadDeviceAsync(device, [], null, 100, Cancel)).Items
            .ShouldAllBe(trace => young.Contains(trace.Push));
    }

    [Fact]
    public async Task A_push_that_a_worker_has_in_hand_stays()
    {
        var push = await AcceptAsync(Sample.ToUsers(App, "alice") with { ResolveNow = false });
        (await RemoveAsync(Later, 100)).ShouldBe(0);
        (await FindAsync(push.Id)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_an_old_schedule_nothing_is_left_and_one_with_a_start_to_come_stays()
    {
        var starts = new PlannedStarts([Now.AddHours(1), Now.AddHours(2)], new Cycle(CycleUnit.Day, [], TimeOnly.MinValue), TimeSpan.FromHours(1));
        var planned = Sample.ToUsers(App, "alice", "bob") with { Starts = starts, ExpiresAt = Now.AddHours(3) };
        var over = (await Stores.Pushes.AcceptAsync(planned, Cancel)).ShouldBeOfType<AcceptOutcome.Scheduled>().Id;
        await Stores.Control.CancelAsync(App, over, Now, Cancel);
        while (await Stores.Control.ClaimRecallAsync("test", Now, Now.AddMinutes(1), Cancel) is { } id)
            await Stores.Control.RecallPageAsync(id, "test", 100, Now, Now.AddMinutes(1), Cancel);
        var waiting = (await Stores.Pushes.AcceptAsync(planned, Cancel)).ShouldBeOfType<AcceptOutcome.Scheduled>().Id;

        await RemoveAsync(Later, 1);

        (await FindAsync(over)).ShouldBeNull();
        (await RowsAsync([over])).ShouldBeEmpty();
        (await Stores.Schedules.ListAsync(App, new OccurrenceQuery(null, null, over, null), null, 10, Cancel)).Items.ShouldBeEmpty();
        (await Stores.Schedules.ListAsync(App, new OccurrenceQuery(null, null, waiting, null), null, 10, Cancel)).Items.Count.ShouldBe(2);
        (await FindAsync(waiting)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_the_daily_cap_counted_goes_when_the_day_is_over()
    {
        await DeviceAsync("device-1");
        var capped = new Shape { TimeZone = "UTC", DailyCap = 5 };
        foreach (var at in (DateTimeOffset[])[Now, Now.AddDays(1), Later])
            await AcceptAsync(At(Sample.ToDevices(App, "device-1"), at) with { Shape = capped });
        var today = DateOnly.FromDateTime(Later.UtcDateTime);

        (await Stores.Retention.RemoveDaysAsync(today, 1, Cancel)).ShouldBe(1);
        (await Stores.Retention.RemoveDaysAsync(today, 10, Cancel)).ShouldBe(1);
        (await Stores.Retention.RemoveDaysAsync(today, 10, Cancel)).ShouldBe(0);
    }

    /// <summary>Longer than a segment of SQLite, so that entries of the search go too.</summary>
    [Fact]
    public async Task Old_pushes_go_while_new_ones_are_accepted_and_confirmed_and_every_new_one_is_whole()
    {
        var device = await DeviceAsync("device-1");
        string[] others = [.. Enumerable.Range(0, 1_000).Select(n => $"other-{n}")];
        for (var i = 0; i < 11; i++) await AcceptAsync(Sample.ToDevices(App, others));
        var accepted = new List<PushId>();
        async Task LoadAsync()
        {
            for (var i = 0; i < 200; i++)
            {
                var push = await AcceptAsync(At(Sample.ToDevices(App, "device-1"), Later));
                await RecordAsync([.. push.Deliveries.Select(one => Sample.Outcome(one, DeliveryState.Delivered))]);
                accepted.Insert(0, push.Id);
            }
        }

        var load = LoadAsync();
        var removed = await RemoveAsync(Later, 500);
        await load;

        (removed + await RemoveAsync(Later, 500)).ShouldBe(11);
        var page = await Stores.Traces.ReadDeviceAsync(device, [], null, 1_000, Cancel);
        page.Items.Select(static trace => trace.Push).ShouldBe(accepted);
        page.Items.ShouldAllBe(trace => trace.State == DeliveryState.Delivered);
        (await Stores.Traces.ReadDeviceAsync(new(App, new("other-1")), [], null, 10, Cancel)).Items.ShouldBeEmpty();
    }

    private async Task<int> RemoveAsync(DateTimeOffset before, int batch)
    {
        var (pushes, removed, longest) = (0, default(RemovedRows), TimeSpan.Zero);
        do
        {
            var began = Stopwatch.GetTimestamp();
            removed = await Stores.Retention.RemovePushesAsync(before, batch, Cancel);
            if (Stopwatch.GetElapsedTime(began) is var took && took > longest) longest = took;
            // What others wait for: the rows of one statement short of the limit, and of one push after it.
            removed.Rows.ShouldBeLessThan(3 * batch);
            pushes += removed.Pushes;
        }
        while (removed.Rows > 0);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{pushes} pushes, the longest transaction took {longest.TotalMilliseconds:F0} ms"));
        return pushes;
    }

    private static NewPush At(NewPush push, DateTimeOffset at) => push with { AcceptedAt = at, ExpiresAt = at.AddHours(1) };

    /// <summary>To devices, to a bound and an unbound user, to everyone; confirmed, opened, recalled.</summary>
    private async Task<List<PushId>> PushesOfAllKindsAsync(DeviceAddress device, DateTimeOffset at)
    {
        await BindAsync(device, "alice", at.ToUnixTimeMilliseconds());
        var own = new TargetContent("mine", Sample.Hash("mine"));
        var devices = await AcceptAsync(At(Sample.ToDevices(App, "device-1", "device-2"), at));
        var users = await AcceptAsync(At(Sample.ToUsers(App, "alice", "bob"), at) with { Own = [own, own] });
        var everyone = await AcceptAsync(At(Sample.ToEveryone(App), at) with { Task = new PushTask("all", TaskKind.Broadcast) });
        foreach (var delivery in devices.Deliveries.Concat(users.Deliveries))
        {
            await RecordAsync(Sample.Outcome(delivery, DeliveryState.Delivered));
            await Stores.Deliveries.RecordEventsAsync(
                [new(delivery.Address, delivery.Id, ClientEventKind.Opened, null, at)], "node1", Cancel);
        }
        await RecordAsync(Sample.Confirmation(everyone.Id, everyone.BroadcastNumber!.Value, device));
        await Stores.Deliveries.RecordEventsAsync(
            [new(device, new DeliveryId(everyone.Id.Value), ClientEventKind.Displayed, null, at)], "node1", Cancel);
        await Stores.Tags.AddAsync(App, "crew", ["alice", "bob"], 10, at, Cancel);
        var tags = await AcceptAsync(At(Sample.ToTags(App, "crew"), at));
        (await Stores.Pushes.WalkTagsAsync(10, at, Cancel))!.Matched.ShouldBe(2);
        List<PushId> all = [devices.Id, users.Id, everyone.Id, tags.Id];
        foreach (var push in all) await Stores.Control.RevokeAsync(App, push, at, Cancel);
        while (await Stores.Control.ClaimRecallAsync("test", at, at.AddMinutes(1), Cancel) is { } id)
        {
            while (await Stores.Control.RecallPageAsync(id, "test", 100, at, at.AddMinutes(1), Cancel) is { Finished: false })
            {
            }
        }
        return all;
    }

    /// <summary>How many rows each table that names a push has of these.</summary>
    private async Task<SortedDictionary<string, long>> RowsAsync(List<PushId> pushes)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await Stores.Database.ReadAsync(
            async session =>
            {
                var tables = await session.QueryAsync(TablesOfPushes, static row => row.GetString(0));
                foreach (var table in tables.Except(KeptApart))
                {
                    var ids = string.Join(", ", pushes.Select(static push => push.Value));
                    var sql = $"SELECT count(*) FROM {table} WHERE push_id IN ({ids})";
                    if (await session.FirstAsync(sql, static row => row.GetInt64(0)) is > 0 and var count) counts.Add(table, count);
                }
                return counts;
            },
            Cancel);
        return counts;
    }

    private string TablesOfPushes => Options.Engine == Pushway.Storage.StorageEngine.Sqlite
        ? """
          SELECT t.name FROM sqlite_master t JOIN pragma_table_info(t.name) c ON c.name = 'push_id' WHERE t.type = 'table'
          """
        : "SELECT table_name::text FROM information_schema.columns WHERE column_name = 'push_id' AND table_schema = current_schema()";
}

public sealed class SqliteRetentionTests(SqliteEngine engine) : RetentionContract(engine);

public sealed class PostgresRetentionTests(PostgresEngine engine) : RetentionContract(engine);
