using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Core.Statistics;
using Pushway.IntegrationTests.Storage;
using Pushway.Storage.Statistics;

namespace Pushway.IntegrationTests.Statistics;

/// <summary>What is counted, and what a query gets of it. Every test of a store ends with a full scan that has to agree.</summary>
public abstract class StatisticsContract(TestEngine engine) : StoreContract(engine)
{
    private static readonly StatisticCounts OneDelivered = new() { Pushes = 1, Messages = 1, Sent = 1, Delivered = 1 };

    [Fact]
    public async Task A_message_counts_at_each_step_of_its_life_once()
    {
        var device = await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        (await TotalAsync()).ShouldBe(new StatisticCounts { Pushes = 1, Messages = 1 });

        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Sent));
        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Sent));
        (await TotalAsync()).ShouldBe(new StatisticCounts { Pushes = 1, Messages = 1, Sent = 1 });

        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));
        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));
        (await TotalAsync()).ShouldBe(OneDelivered);

        for (var i = 0; i < 2; i++)
        {
            await Stores.Deliveries.RecordEventsAsync(
                [
                    Event(device, push.Deliveries[0].Id, ClientEventKind.Displayed), Event(device, push.Deliveries[0].Id, ClientEventKind.Opened),
                    Event(device, push.Deliveries[0].Id, ClientEventKind.Dismissed), Event(device, push.Deliveries[0].Id, ClientEventKind.Received),
                ],
                "node1", Cancel);
        }
        (await TotalAsync()).ShouldBe(OneDelivered with { Displayed = 1, Opened = 1, Dismissed = 1 });
    }

    [Fact]
    public async Task What_is_delivered_after_it_had_expired_has_not_failed_any_more()
    {
        await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await Stores.Pushes.ExpireAsync(Now.AddHours(1), 10, Cancel);
        (await TotalAsync()).ShouldBe(new StatisticCounts { Pushes = 1, Messages = 1, Failed = 1 });
        (await Stores.Statistics.ReadFailuresAsync(Hours(), Cancel)).ShouldHaveSingleItem()
            .ShouldBe(new FailureFigures(At(Now.AddHours(1)), DeliveryState.Expired, "ttl", 1));
        await Stores.Statistics.FoldAsync(100, Cancel);

        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered) with { At = Now.AddHours(2) });

        (await TotalAsync()).ShouldBe(OneDelivered);
        (await Stores.Statistics.ReadFailuresAsync(Hours(), Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_user_who_never_had_a_device_is_a_message_that_failed()
    {
        await AcceptAsync(Sample.ToUsers(App, "alice"));
        (await TotalAsync()).ShouldBe(new StatisticCounts { Pushes = 1 });

        await Stores.Pushes.ExpireAsync(Now.AddHours(1), 10, Cancel);

        (await TotalAsync()).ShouldBe(new StatisticCounts { Pushes = 1, Messages = 1, Failed = 1 });
    }

    [Fact]
    public async Task Messages_count_for_the_platform_and_version_the_device_had_when_they_were_made()
    {
        var device = await DeviceAsync("device-1");
        await ReportAsync(device, "ios", "1.0");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await ReportAsync(device, "android", "2.0");
        await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));

        var query = Hours() with { By = StatisticGroups.Platform | StatisticGroups.Version };
        var figures = (await Stores.Statistics.ReadAsync(query, Cancel)).ShouldHaveSingleItem();
        figures.ShouldBe(new StatisticFigures(At(Now) with { Platform = "ios", Version = "1.0" }, OneDelivered with { Pushes = 0 }));
        (await Stores.Statistics.ReadAsync(query with { Version = "2.0" }, Cancel)).ShouldBeEmpty();
        (await Stores.Statistics.ReadAsync(query with { Platform = "android" }, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task App_versions_beyond_two_hundred_count_as_other()
    {
        var device = await DeviceAsync("device-1");
        for (var i = 0; i <= StatisticQuery.MaxVersions; i++) await ReportAsync(device, "android", $"1.{i}");
        await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await ReportAsync(device, "ios", "1.7");
        await AcceptAsync(Sample.ToDevices(App, "device-1"));

        var figures = await Stores.Statistics.ReadAsync(Hours() with { By = StatisticGroups.Version }, Cancel);
        figures.Select(one => one.Key.Version).ShouldBe(["1.7", StatisticQuery.OtherVersions]);
    }

    [Fact]
    public async Task A_broadcast_counts_a_message_for_each_device_that_confirmed_it_under_its_own_name()
    {
        await DeviceAsync("device-1");
        var single = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await RecordAsync(Sample.Outcome(single.Deliveries[0], DeliveryState.Delivered));
        var push = await AcceptAsync(Sample.ToEveryone(App));
        foreach (var id in (string[])["device-2", "device-3"])
            await RecordAsync(Sample.Confirmation(push.Id, push.BroadcastNumber!.Value, await DeviceAsync(id)));

        var expected = new StatisticCounts { Pushes = 1, Messages = 2, Sent = 2, Delivered = 2 };
        foreach (var step in (StatisticStep[])[StatisticStep.Minute, StatisticStep.Hour, StatisticStep.Day])
        {
            await Stores.Statistics.FoldAsync(100, Cancel);
            (await TotalAsync(Of(step) with { Pushes = [push.Id, single.Id] })).ShouldBe(expected);
            (await TotalAsync(Of(step) with { Kind = AudienceKind.Everyone })).ShouldBe(expected);
            (await TotalAsync(Of(step))).ShouldBe(expected + OneDelivered);
        }
    }

    [Fact]
    public async Task Folding_changes_no_answer_and_takes_no_more_than_it_is_told()
    {
        await DeviceAsync("device-1");
        for (var i = 0; i < 5; i++)
        {
            var push = await AcceptAsync(Sample.ToDevices(App, "device-1") with { AcceptedAt = Now.AddMinutes(i * 50) });
            await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));
        }
        var query = Of(StatisticStep.Minute) with { By = StatisticGroups.Channel };
        var before = await Stores.Statistics.ReadAsync(query, Cancel);
        before.Count.ShouldBeGreaterThan(5);
        while (await Stores.Statistics.FoldAsync(2, Cancel) is var folded && folded > 0)
        {
            folded.ShouldBeLessThanOrEqualTo(2);
            (await Stores.Statistics.ReadAsync(query, Cancel)).ShouldBe(before);
        }
        await ReopenAsync();
        (await Stores.Statistics.ReadAsync(query, Cancel)).ShouldBe(before);
    }

    [Fact]
    public async Task What_is_rolled_back_is_not_counted()
    {
        await DeviceAsync("device-1");
        var fault = Stores.Database.WriteAsync<bool>(
            session =>
            {
                session.Counting.Add(new(App.Value, 1, new(0, AudienceKind.Devices, isTask: false)), Metric.Messages, 0, null);
                throw new InvalidOperationException("wrong");
            },
            Cancel);
        await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await fault.ShouldThrowAsync<InvalidOperationException>();

        (await TotalAsync()).ShouldBe(new StatisticCounts { Pushes = 1, Messages = 1 });
    }

    [Fact]
    public async Task What_is_too_old_is_deleted_in_batches()
    {
        RowsAreMadeUp = true;
        await DeviceAsync("device-1");
        for (var i = 0; i < 3; i++) await AcceptAsync(Sample.ToDevices(App, "device-1") with { AcceptedAt = Now.AddMinutes(i) });
        await Stores.Statistics.FoldAsync(100, Cancel);

        (await Stores.Statistics.ForgetAsync(Now.AddMinutes(2), Now.AddDays(-400), 3, Cancel)).ShouldBe(3);
        (await Stores.Statistics.ForgetAsync(Now.AddMinutes(2), Now.AddDays(-400), 3, Cancel)).ShouldBe(1);
        (await Stores.Statistics.ForgetAsync(Now.AddMinutes(2), Now.AddDays(-400), 3, Cancel)).ShouldBe(0);

        (await TotalAsync(Of(StatisticStep.Minute))).Pushes.ShouldBe(1);
        (await TotalAsync(Of(StatisticStep.Hour))).Pushes.ShouldBe(3);
        await Stores.Statistics.ForgetAsync(Now.AddDays(1), Now.AddDays(1), 100, Cancel);
        (await TotalAsync(Of(StatisticStep.Day))).Pushes.ShouldBe(0);
    }

    [Fact]
    public async Task Another_app_counts_for_itself()
    {
        await DeviceAsync("device-1");
        var push = await AcceptAsync(Sample.ToDevices(App, "device-1", "device-2"));
        var other = await AppAsync("other");

        (await Stores.Statistics.ReadAsync(Hours() with { App = other }, Cancel)).ShouldBeEmpty();
        (await Stores.Statistics.ReadAsync(Hours() with { App = other, Pushes = [push.Id] }, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_who_count_and_fold_at_once_lose_nothing()
    {
        await DeviceAsync("device-1");
        await Parallel.ForEachAsync(Enumerable.Range(0, 60), Cancel, async (number, cancellation) =>
        {
            if (number % 3 == 0) await Stores.Statistics.FoldAsync(7, cancellation);
            var push = await AcceptAsync(Sample.ToDevices(App, "device-1", "nobody") with { AcceptedAt = Now.AddMinutes(number % 5) });
            await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));
        });
        (await TotalAsync()).ShouldBe(new StatisticCounts { Pushes = 60, Messages = 120, Sent = 60, Delivered = 60, Failed = 60 });
    }

    [Theory]
    [InlineData(StatisticGroups.None)]
    [InlineData(StatisticGroups.Channel)]
    [InlineData(StatisticGroups.Kind)]
    [InlineData(StatisticGroups.Version)]
    [InlineData(StatisticGroups.Version | StatisticGroups.Channel)]
    [InlineData(StatisticGroups.Platform | StatisticGroups.Channel | StatisticGroups.Kind)]
    public async Task However_figures_are_told_apart_they_sum_up_to_the_same(StatisticGroups by)
    {
        foreach (var platform in (string[])["android", "ios"])
        {
            var device = await DeviceAsync($"device-{platform}");
            await ReportAsync(device, platform, "1.0");
            var push = await AcceptAsync(Sample.ToDevices(App, device.Device.Value));
            await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered));
        }
        for (var i = 0; i < 2; i++)
        {
            foreach (var query in (StatisticQuery[])[Hours(), Of(StatisticStep.Day), Of(StatisticStep.Day) with { IsTotal = true }])
                (await TotalAsync(query with { By = by })).ShouldBe(new StatisticCounts { Messages = 2, Sent = 2, Delivered = 2, Pushes = by >= StatisticGroups.Version ? 0 : 2 });
            await Stores.Statistics.FoldAsync(100, Cancel);
        }
    }

    /// <summary>Read from weeks and the days before and after: whatever the days begin and end with.</summary>
    [Fact]
    public async Task A_sum_over_many_days_is_that_of_its_days()
    {
        var device = await DeviceAsync("device-1");
        for (var day = 0; day < 24; day++)
        {
            if (day % 10 == 0) await ReportAsync(device, "android", $"1.{day}");
            var push = await AcceptAsync(Sample.ToDevices(App, "device-1", "nobody") with { AcceptedAt = Now.AddDays(day) });
            await RecordAsync(Sample.Outcome(push.Deliveries[0], DeliveryState.Delivered) with { At = Now.AddDays(day) });
            if (day == 11) await Stores.Statistics.FoldAsync(1_000, Cancel);
        }
        for (var round = 0; round < 2; round++)
        {
            for (var first = 0; first < 9; first++)
            {
                var days = Of(StatisticStep.Day, first, 24 - (2 * first)) with { By = StatisticGroups.Version | StatisticGroups.Channel };
                var sums = await Stores.Statistics.ReadAsync(days with { IsTotal = true }, Cancel);
                sums.Sum(static one => one.Counts.Delivered).ShouldBe(24 - (2 * first));
                sums.ShouldBe((await Stores.Statistics.ReadAsync(days, Cancel))
                    .GroupBy(one => one.Key with { StartsAt = days.From })
                    .Select(static group => new StatisticFigures(
                        group.Key, group.Aggregate(default(StatisticCounts), static (sum, one) => sum + one.Counts)))
                    .OrderBy(static one => one.Key, StatisticReading.Order));
                (await Stores.Statistics.ReadFailuresAsync(days with { IsTotal = true }, Cancel)).Sum(static one => one.Failed)
                    .ShouldBe(24 - (2 * first));
            }
            await Stores.Statistics.FoldAsync(1_000, Cancel);
        }
    }

    [Fact]
    public async Task A_week_is_deleted_with_the_last_of_its_days()
    {
        RowsAreMadeUp = true;
        await DeviceAsync("device-1");
        var week = StatisticStep.Week.Floor(Now);
        for (var day = 0; day < 8; day++) await AcceptAsync(Sample.ToDevices(App, "nobody") with { AcceptedAt = week.AddDays(day) });
        await Stores.Statistics.FoldAsync(1_000, Cancel);
        var query = new StatisticQuery(App, StatisticStep.Day, week, week.AddDays(14)) { IsTotal = true, By = StatisticGroups.Version | StatisticGroups.Channel };

        await Stores.Statistics.ForgetAsync(week.AddDays(6), week.AddDays(6), 100, Cancel);
        (await TotalAsync(query)).Messages.ShouldBe(8);
        await Stores.Statistics.ForgetAsync(week.AddDays(6.01), week.AddDays(6.01), 100, Cancel);
        (await TotalAsync(query)).Messages.ShouldBe(1);
    }

    private Task<bool> ReportAsync(DeviceAddress device, string platform, string version) => Stores.Devices.ReportAsync(
        device, DeviceReport.Empty with { Platform = platform, AppVersion = version }, token: null, Now, Cancel);

    private StatisticQuery Hours() => Of(StatisticStep.Hour);

    private StatisticQuery Of(StatisticStep step) => new(App, step, step.Floor(Now), step.Floor(Now.AddDays(1)));

    private StatisticQuery Of(StatisticStep step, int first, int days) =>
        new(App, step, step.Floor(Now).AddDays(first), step.Floor(Now).AddDays(first + days));

    private Task<StatisticCounts> TotalAsync() => TotalAsync(Hours());

    private async Task<StatisticCounts> TotalAsync(StatisticQuery query)
    {
        var total = default(StatisticCounts);
        foreach (var one in await Stores.Statistics.ReadAsync(query, Cancel)) total += one.Counts;
        return total;
    }

    private static StatisticKey At(DateTimeOffset time) => new(StatisticStep.Hour.Floor(time), null, null, null, null, null);

    private static ClientEvent Event(DeviceAddress device, DeliveryId id, ClientEventKind kind) => new(device, id, kind, null, Now.AddMinutes(1));
}

public sealed class SqliteStatisticsTests(SqliteEngine engine) : StatisticsContract(engine);

public sealed class PostgresStatisticsTests(PostgresEngine engine) : StatisticsContract(engine);
