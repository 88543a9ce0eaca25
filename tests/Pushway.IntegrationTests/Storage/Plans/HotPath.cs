using System.Reflection;
using Pushway.Core;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Channels;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Core.Retention;
using Pushway.Core.Scheduling;
using Pushway.Core.Shaping;
using Pushway.Core.Statistics;
using Pushway.Core.Tags;
using Pushway.Core.Tracing;
using Pushway.Core.Vendors;

namespace Pushway.IntegrationTests.Storage.Plans;

/// <summary>Calls every method of the stores whose tables grow, for one id and for a whole batch. A new method needs a call here, on data
/// that makes its statements run; <see cref="PlanContract"/> fails until there is one.</summary>
internal sealed class HotPath(Stores stores, AppKey app, DateTimeOffset now, int round)
{
    /// <summary>The stores that grow; what <see cref="IAppStore"/> holds is read at start and kept in memory.</summary>
    public static readonly IReadOnlyList<Type> Growing =
    [
        typeof(IDeviceStore), typeof(IDeviceHistoryStore), typeof(IPushStore), typeof(IDeliveryStore),
        typeof(IReceiptStore), typeof(ITraceStore), typeof(IVendorStore), typeof(IControlStore), typeof(IStatisticsStore),
        typeof(IRetentionStore), typeof(IAudienceStore), typeof(ITagStore), typeof(ITagUploadStore),
        typeof(IScheduleStore),
    ];

    private const string Owner = "plans";
    private static readonly NodeIdentity Node = new("node1", Owner);

    public HashSet<MethodInfo> Called { get; } = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IDeviceStore Devices => CallNotes.Of(stores.Devices, Called);
    private IDeviceHistoryStore Histories => CallNotes.Of(stores.Histories, Called);
    private IPushStore Pushes => CallNotes.Of(stores.Pushes, Called);
    private IDeliveryStore Deliveries => CallNotes.Of(stores.Deliveries, Called);
    private IControlStore Control => CallNotes.Of(stores.Control, Called);
    private IReceiptStore Receipts => CallNotes.Of(stores.Receipts, Called);
    private IScheduleStore Schedules => CallNotes.Of(stores.Schedules, Called);
    private ITraceStore Traces => CallNotes.Of(stores.Traces, Called);
    private IAudienceStore Audiences => CallNotes.Of(stores.Audiences, Called);
    private IRetentionStore Retention => CallNotes.Of(stores.Retention, Called);
    private ITagStore Tags => CallNotes.Of(stores.Tags, Called);
    private ITagUploadStore TagUploads => CallNotes.Of(stores.TagUploads, Called);
    private IVendorStore Vendors => CallNotes.Of(stores.Vendors, Called);

    private IStatisticsStore Statistics => CallNotes.Of(stores.Statistics, Called);

    private VendorLease Lease => new(Node, now, now.AddMinutes(1), MaxRepeats: 2);

    public async Task RunAsync()
    {
        foreach (var size in (int[])[1, 1_000])
        {
            await PushAsync(size);
            await ReceiptsAsync(size);
            await VendorsAsync(size);
            await ControlAsync(size);
            await StatisticsAsync(size);
            await TagsAsync(size);
            await ScheduleAsync(size);
        }
        await DevicesAsync();
        await ReadAsync();
        await SweepAsync();
    }

    private async Task PushAsync(int size)
    {
        var devices = Ids("device", size, 1_000);
        var users = Ids("user", size, 2_000);
        var keyed = Targets(users, key: true);
        foreach (var policy in Enum.GetValues<ChannelPolicy>())
            await Pushes.AcceptAsync(Push(AudienceKind.Devices, Targets(devices, key: false)) with { Policy = policy }, Cancel);
        // Twice, so that something is replaced and crowded out.
        for (var i = 0; i < 2; i++)
        {
            var collapsing = Push(AudienceKind.Users, Targets(users, key: false)) with { CollapseKey = "news", Policy = ChannelPolicy.OwnOnly };
            await Pushes.AcceptAsync(collapsing, Cancel);
            await Pushes.AcceptAsync(collapsing with { Audience = new Audience(AudienceKind.Users, Targets(Ids("nobody", size, 0), key: false)) }, Cancel);
            await Pushes.AcceptAsync(
                collapsing with { Audience = new Audience(AudienceKind.Devices, Targets(devices, key: false)) }, Cancel);
        }
        var named = Push(AudienceKind.Users, keyed) with { IdempotencyKey = $"call {round} {size}", Policy = ChannelPolicy.OwnOnly };
        var accepted = (await Pushes.AcceptAsync(named, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
        await Pushes.AcceptAsync(named, Cancel);
        await RecordAsync(accepted.Deliveries);
        await Pushes.FindAsync(app, accepted.Id, now, Cancel);
        foreach (var kind in (AudienceKind[])[AudienceKind.Users, AudienceKind.Devices])
        {
            await Pushes.AcceptAsync(
                Push(kind, Targets(kind == AudienceKind.Users ? users : devices, key: false)) with { ResolveNow = false }, Cancel);
        }
        await ResolveAsync();
        await BroadcastAsync(devices);
    }

    private async Task RecordAsync(IReadOnlyList<Delivery> deliveries)
    {
        foreach (var state in (DeliveryState[])[DeliveryState.Sent, DeliveryState.Rejected, DeliveryState.Delivered])
            await Deliveries.RecordAsync([.. deliveries.Select(delivery => Sample.Outcome(delivery, state, "why"))], Cancel);
        var at = now.ToUnixTimeMilliseconds();
        await Deliveries.RecordEventsAsync(
            [.. deliveries.Select(one => new ClientEvent(one.Address, one.Id, ClientEventKind.Opened, at, now))], "node1", Cancel);
    }

    private async Task ControlAsync(int size)
    {
        var key = $"control {round} {size}";
        var devices = Ids("device", size, 20_000);
        NamedTarget[] named = [.. devices.Select(id => new NamedTarget(id, key))];
        var waiting = Push(AudienceKind.Devices, named) with { Policy = ChannelPolicy.OwnOnly };
        var push = (await Pushes.AcceptAsync(waiting, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
        await Control.PauseAsync(app, push.Id, now, Cancel);
        await Control.ReadOpenAsync(push.Id, default, size, Cancel);
        await Control.ResumeAsync(app, push.Id, now, Cancel);
        await Control.RevokeMessageAsync(app, AudienceKind.Devices, named[0], now, Cancel);
        var byToken = new NamedTarget(TokenTargets.IdOf("fcm", $"token-{size}"), $"token {round} {size}");
        await Pushes.AcceptAsync(Push(AudienceKind.Devices, byToken), Cancel);
        await Control.RevokeMessageAsync(app, AudienceKind.Devices, byToken, now, Cancel);
        await RecordAsync([.. push.Deliveries.Skip(1)]);
        await Control.RevokeAsync(app, push.Id, now, Cancel);
        var everyone = (await Pushes.AcceptAsync(Push(AudienceKind.Everyone), Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
        await Deliveries.RecordAsync(
            [.. devices.Select(id => Sample.Confirmation(everyone.Id, everyone.BroadcastNumber!.Value, Address(id)))], Cancel);
        await Deliveries.RecordEventsAsync(
            [new(Address(devices[0]), new DeliveryId(everyone.Id.Value), ClientEventKind.Displayed, null, now)], "node1", Cancel);
        await Control.IsPausedBroadcastAsync(app, everyone.Id, Cancel);
        await Control.RevokeAsync(app, everyone.Id, now, Cancel);
        await RecallAsync(Address(devices[0]));
        await Pushes.FindAsync(app, push.Id, now, Cancel);
    }

    /// <summary>All that is to be recalled; one device takes back what it has.</summary>
    private async Task RecallAsync(DeviceAddress device)
    {
        await RecallAllAsync();
        var page = await Deliveries.ReadWaitingAsync(device, 0, 100, now, Cancel);
        page.Recalls.ShouldNotBeEmpty();
        await Deliveries.RecordAsync([.. page.Recalls.Select(recall => RecallContract.Answer(recall, device))], Cancel);
    }

    private async Task RecallAllAsync()
    {
        while (await Control.ClaimRecallAsync(Owner, now, now.AddMinutes(1), Cancel) is { } id)
        {
            while (await Control.RecallPageAsync(id, Owner, 600, now, now.AddMinutes(1), Cancel) is { Finished: false })
            {
            }
        }
    }

    private async Task ScheduleAsync(int size)
    {
        var users = Push(AudienceKind.Users, Targets(Ids("user", size, 30_000), key: false));
        TargetContent[] own = [.. users.Audience.Targets.Select(_ => new TargetContent("{}", []))];
        NewPush[] calls = [users, users with { Own = own }, Push(AudienceKind.Everyone)];
        DateTimeOffset[] times = [now.AddYears(-1), now, now.AddHours(1)];
        foreach (var cycle in (Cycle?[])[null, new Cycle(CycleUnit.Day, [], TimeOnly.MinValue)])
        {
            foreach (var call in calls)
            {
                var starts = new PlannedStarts(cycle is null ? times[1..2] : times, cycle, TimeSpan.FromHours(1));
                var push = (await Pushes.AcceptAsync(call with { Starts = starts }, Cancel)).ShouldBeOfType<AcceptOutcome.Scheduled>();
                await Pushes.FindAsync(app, push.Id, now, Cancel);
                await Control.PauseAsync(app, push.Id, now, Cancel);
                await Control.ResumeAsync(app, push.Id, now, Cancel);
                (await Schedules.FindAsync(app, push.Id, Cancel)).ShouldNotBeNull();
                var listed = await Schedules.ListAsync(app, new OccurrenceQuery(null, null, push.Id, null), null, 10, Cancel);
                await Schedules.ListAsync(app, new OccurrenceQuery(now, now.AddDays(1), null, null), listed.Next, 10, Cancel);
                var numbered = new NumberedQuery(now, now.AddDays(1), null, TaskKind.Simple) { Skip = 0, Limit = 10 };
                await Schedules.ListAsync(app, numbered, Cancel);
                await Schedules.ListAsync(app, numbered with { Id = push.Id }, Cancel);
                var due = new ClaimedOccurrence(listed.Items[0].Id, push.Id, app, call.Audience.Kind, now, now.AddHours(1));
                await StartAsync(due);
                await Schedules.CancelAsync(app, push.Id, listed.Items[^1].Id, now, Cancel);
                await Control.CancelAsync(app, push.Id, now, Cancel);
            }
        }
        await RecallAllAsync();
    }

    /// <summary>There is more due than these; who claims gets what is due longest.</summary>
    private async Task StartAsync(ClaimedOccurrence due)
    {
        await Schedules.NextDueAsync(Cancel);
        var claimed = (await Schedules.ClaimAsync(Owner, now, now.AddMinutes(1), Cancel)).ShouldNotBeNull();
        await Schedules.DeferAsync(claimed, Owner, now.AddYears(1), Cancel);
        (await Schedules.StartAsync(due, "nobody", now, Cancel)).ShouldBeNull();
        claimed = (await Schedules.ClaimAsync(Owner, now, now.AddMinutes(1), Cancel)).ShouldNotBeNull();
        await Schedules.StartAsync(claimed, Owner, now, Cancel);
    }

    private async Task ResolveAsync()
    {
        while (await Pushes.ClaimAsync(Owner, now, now.AddMinutes(1), Cancel) is { } claimed)
        {
            while (await Pushes.ResolvePageAsync(claimed.Id, Owner, 600, now, now.AddMinutes(1), Cancel) is { Finished: false })
            {
            }
        }
    }

    private async Task BroadcastAsync(string[] devices)
    {
        var named = Push(AudienceKind.Everyone) with { Task = new PushTask("task", TaskKind.Broadcast) { Key = $"broadcast {round} {devices.Length}" } };
        var accepted = (await Pushes.AcceptAsync(named, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
        await Deliveries.ReadBroadcastsAsync(new PushId(accepted.Id.Value - 1), now, Cancel);
        await Deliveries.RecordAsync(
            [.. devices.Select(id => Sample.Confirmation(accepted.Id, accepted.BroadcastNumber!.Value, Address(id)))], Cancel);
        await Pushes.FindAsync(app, accepted.Id, now, Cancel);
        await Traces.ReadPushAsync(app, accepted.Id, cursor: null, 10, Cancel);
        await Traces.ReadPushAsync(app, accepted.Id, new DeviceId(devices[0]), now, Cancel);
    }

    private async Task ReceiptsAsync(int size)
    {
        await Receipts.NextDueAsync(Cancel);
        var due = (await Receipts.FindDueAsync([], now, Cancel))!.Value;
        await Receipts.FindDueAsync([app], now, Cancel);
        var claimed = await Receipts.ClaimAsync(Owner, due, size, now, now.AddMinutes(1), Cancel);
        claimed.Count.ShouldBe(size);
        var ids = claimed.Select(receipt => receipt.Id).ToArray();
        await Receipts.RescheduleAsync(ids, now.AddMinutes(2), "no", now, Cancel);
        await Receipts.RescheduleAsync(ids, nextAttempt: null, "no", now, Cancel);
        (await Receipts.ReadDeadAsync(app, new DeadFilter(null, null, null), 0, size, Cancel)).Count.ShouldBe(size);
        (await Receipts.ResendDeadAsync(app, ids, now, size, Cancel)).ShouldBe(size);
        await Receipts.ResendDeadAsync(app, ids: null, now, size, Cancel);
        await Receipts.CompleteAsync(ids, Cancel);
        await Receipts.ForgetDeadAsync(now.AddDays(-30), size, Cancel);
    }

    private async Task VendorsAsync(int size)
    {
        var devices = Targets(Ids("device", size, 10_000), key: false);
        var vendor = Push(AudienceKind.Devices, devices) with { Policy = ChannelPolicy.VendorOnly };
        var accepted = (await Pushes.AcceptAsync(vendor, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
        await Vendors.ClaimNewAsync("fcm", accepted.Deliveries, Lease, Cancel);
        var page = await Vendors.ClaimDueAsync("fcm", size, Lease, Cancel);
        DeliveryResult[] results =
        [
            DeliveryResult.Throttled(null), DeliveryResult.Unclear("?"), DeliveryResult.Refused(Refusal.Quota),
            DeliveryResult.Refused(Refusal.DeadToken), DeliveryResult.Accepted("id"),
        ];
        foreach (var result in results)
            await Vendors.RecordAsync([.. page.Intents.Select(intent => new VendorOutcome(intent, result, now, now))], Lease, Cancel);
        var own = (await Pushes.AcceptAsync(vendor with { Policy = ChannelPolicy.OwnFirst }, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
        await Vendors.HandOverAsync([.. own.Deliveries.Select(delivery => delivery.Id)], size, Lease, Cancel);
        await Vendors.HandOverAsync(ids: null, size, Lease, Cancel);
        await Vendors.ReleaseAsync(size, Lease, Cancel);
        await RecallFromVendorAsync(size, vendor);
        await HoldAsync(devices);
        await WalkAsync(size);
    }

    private async Task WalkAsync(int size)
    {
        var everyone = Push(AudienceKind.Everyone);
        everyone = everyone with
        {
            Audience = everyone.Audience with { Filter = new EveryoneFilter { Platforms = ["android"], Login = LoginState.Bound } },
        };
        var accepted = (await Pushes.AcceptAsync(everyone, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
        IReadOnlyList<Delivery> given = [];
        for (var i = 0; i < 9 && given.Count == 0; i++)
        {
            if (await Vendors.WalkBroadcastAsync(size, Lease, Cancel) is { } page && page.Push == accepted.Id) given = page.Given;
        }
        given.ShouldNotBeEmpty();
        // Its user logs out, so that the device gets it anew.
        var loggedOut = given[0].Address;
        await Devices.UnbindAsync(loggedOut, new BindingRequest(UserId: null, now.ToUnixTimeMilliseconds() + size, now), Cancel);
        await Devices.BindAsync(loggedOut, new BindingRequest("user-79", now.ToUnixTimeMilliseconds() + size + 1, now), Cancel);
        await Deliveries.RecordAsync(
            [.. given.Select(one => Sample.Confirmation(accepted.Id, accepted.BroadcastNumber!.Value, one.Address))], Cancel);
        var message = new DeliveryId(accepted.Id.Value);
        await Deliveries.RecordEventsAsync(
            [.. given.Select(one => new ClientEvent(one.Address, message, ClientEventKind.Opened, null, now))], "node1", Cancel);
        await Traces.ReadPushAsync(app, accepted.Id, cursor: null, 10, Cancel);
        await Pushes.FindAsync(app, accepted.Id, now, Cancel);
        await Control.RevokeAsync(app, accepted.Id, now, Cancel);
        await Vendors.WalkBroadcastAsync(size, Lease, Cancel);
        await RecallAsync(given[^1].Address);
    }

    /// <summary>Half of what is recalled is under way to the vendor, whose answer comes later.</summary>
    private async Task RecallFromVendorAsync(int size, NewPush vendor)
    {
        var sent = (await Pushes.AcceptAsync(vendor, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
        await Vendors.ClaimNewAsync("fcm", sent.Deliveries, Lease, Cancel);
        var intents = sent.Deliveries.Select(one => new VendorIntent(one, "{}", VendorContent: null, Attempt: 1, IsRepeat: false)).ToList();
        await AnswerAsync(intents.Take((size + 1) / 2), DeliveryResult.Accepted("id"));
        await Control.RevokeAsync(app, sent.Id, now, Cancel);
        (await Control.ClaimRecallAsync(Owner, now, now.AddMinutes(1), Cancel)).ShouldBe(sent.Id);
        await Control.RecallPageAsync(sent.Id, Owner, size, now, now.AddMinutes(1), Cancel);
        await AnswerAsync(intents.Skip((size + 1) / 2), DeliveryResult.Refused(Refusal.Quota));
        await AnswerAsync(intents, DeliveryResult.Accepted("late"));
        var claimed = await Vendors.ClaimRecallsAsync("fcm", size, Lease, Cancel);
        claimed.Count.ShouldBe(size);
        RecallResult[] results = [RecallResult.Later(null), new(RecallStatus.Recalled)];
        foreach (var result in results)
            await Vendors.RecordRecallsAsync("fcm", [.. claimed.Select(one => new RecallOutcome(one, result, now))], Lease, Cancel);
        await Vendors.ClaimRecallsAsync("fcm", size, Lease with { Now = now.AddDays(30) }, Cancel);
    }

    private async Task AnswerAsync(IEnumerable<VendorIntent> intents, DeliveryResult result) =>
        await Vendors.RecordAsync([.. intents.Select(intent => new VendorOutcome(intent, result, now, now))], Lease, Cancel);

    private async Task TagsAsync(int size)
    {
        const string Expression = "tag-1 and (tag-2 or tag-3) and not tag-4 or tag-5 and tag-1";
        var users = Ids("user", size, 3_000);
        await Tags.AddAsync(app, $"new-{round}-{size}", users, 10_000, now, Cancel);
        await Tags.RemoveAsync(app, $"new-{round}-{size}", users, now, Cancel);
        await Tags.FindAsync(app, "tag-1", Cancel);
        (await Tags.ListAsync(app, "tag-1", size, Cancel)).ShouldNotBeEmpty();
        (await Tags.ReadMembersAsync(app, "tag-1", "user-1", size, Cancel)).ShouldNotBeEmpty();
        await Tags.OfUserAsync(app, "user-1", Cancel);
        await Tags.DeleteAsync(app, $"new-{round}-{size}", Cancel);
        (await Tags.RemoveRowsAsync(size, Cancel)).ShouldBeGreaterThan(0);
        foreach (var mode in (TagUploadMode[])[TagUploadMode.Add, TagUploadMode.Replace])
        {
            var name = $"filled-{round}-{size}";
            var upload = (await TagUploads.BeginAsync(app, name, mode, 10_000, now, Cancel))!;
            await TagUploads.AppendAsync(upload.Id, new TagUploadPart(users, size, 0, []), now, Cancel);
            await TagUploads.EndAsync(upload.Id, TagUploadState.Done, now, Cancel);
            await TagUploads.FindAsync(app, name, upload.Id, Cancel);
            (await TagUploads.ListAsync(app, name, long.MaxValue, size, Cancel)).ShouldNotBeEmpty();
            var broken = (await TagUploads.BeginAsync(app, name, mode, 10_000, now.AddDays(-1), Cancel))!;
            (await TagUploads.EndAbandonedAsync(now.AddHours(-1), now, size, Cancel)).ShouldBeGreaterThan(0);
            (await TagUploads.EndAsync(broken.Id, TagUploadState.Done, now, Cancel)).ShouldBeNull();
        }
        await TagUploads.ForgetAsync(now.AddDays(-30), size, Cancel);
        await Audiences.ReadTagsAsync(app, TagExpression.Parse(Expression), "", size, Cancel);
        var push = (await Pushes.AcceptAsync(
            Push(AudienceKind.Tags) with { Audience = Audience.OfTags(Expression) }, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
        (await Pushes.WalkTagsAsync(size, now, Cancel))!.Push.Id.ShouldBe(push.Id);
        await Pushes.FindAsync(app, push.Id, now, Cancel);
        await Control.RevokeAsync(app, push.Id, now, Cancel);
        while (await Control.ClaimRecallAsync(Owner, now, now.AddMinutes(1), Cancel) is { } id)
        {
            while (await Control.RecallPageAsync(id, Owner, 600, now, now.AddMinutes(1), Cancel) is { Finished: false })
            {
            }
        }
    }

    private async Task StatisticsAsync(int size)
    {
        var query = new StatisticQuery(app, StatisticStep.Hour, now.AddDays(-1), now.AddDays(1)) { By = StatisticGroups.Channel };
        foreach (var one in (StatisticQuery[])[
            query, query with { By = StatisticGroups.Version }, query with { Version = "1.0", Platform = "android" },
            query with { Step = StatisticStep.Minute, Kind = AudienceKind.Users },
            new StatisticQuery(app, StatisticStep.Day, now.AddDays(-90), now) { IsTotal = true, By = StatisticGroups.Version | StatisticGroups.Channel },
            query with { Pushes = [.. Enumerable.Range(1, StatisticQuery.MaxPushes).Select(id => new PushId(id))] }])
        {
            await Statistics.ReadAsync(one, Cancel);
            await Statistics.ReadFailuresAsync(one, Cancel);
        }
        await Statistics.FoldAsync(size, Cancel);
        await Statistics.ForgetAsync(now.AddDays(-7), now.AddDays(-400), size, Cancel);
    }

    private async Task HoldAsync(NamedTarget[] devices)
    {
        var quiet = new QuietHours(TimeOnly.FromDateTime(now.UtcDateTime), TimeOnly.FromDateTime(now.UtcDateTime.AddMinutes(1)));
        var shape = new Shape { TimeZone = "UTC", DailyCap = 1_000, QuietHours = quiet };
        await Pushes.AcceptAsync(Push(AudienceKind.Devices, devices) with { Shape = shape, Policy = ChannelPolicy.OwnFirst }, Cancel);
        var later = Lease with { Now = now.AddMinutes(2) };
        (await Vendors.AnyHeldDueAsync(later.Now, Cancel)).ShouldBeTrue();
        (await Vendors.ReleaseHeldAsync(devices.Length, later, Cancel)).Moved.Count.ShouldBe(devices.Length);
    }

    private async Task DevicesAsync()
    {
        var id = $"new-device-{round}";
        var issued = await Devices.IssueAsync(app, new NewDevice(new DeviceId(id), Sample.Hash(id), "android", now), Cancel);
        var address = new DeviceAddress(app, issued.Device);
        await Devices.FindCredentialAsync(address, Cancel);
        await Devices.ClaimAsync(address, Cancel);
        await Devices.ImportAsync(
            app, [.. Ids("old", 500, 0).Select(old => new ImportedDevice(new DeviceId(old), new VendorToken("fcm", $"token-{old}")))], now, Cancel);
        foreach (var token in (string[])[$"new-token-{round}", "token-4711"])
            await Devices.EnsureAsync(app, new TokenDevice(new DeviceId($"made-{token}-{round}"), new VendorToken("fcm", token), "ios", now), Cancel);
        await Devices.FindAsync(address, Cancel);
        await Devices.ReadFactsAsync(app, [.. Ids("device", 1_000, 0).Select(known => new DeviceId(known))], Cancel);
        await Devices.TouchAsync([.. Ids("device", 1_000, 0).Select(known => new SeenDevice(Address(known), now))], Cancel);
        await Devices.ReportAsync(address, DeviceReport.Empty with { AppVersion = $"1.{round}" }, new VendorToken("fcm", $"token-{4_000 + round}"), now, Cancel);
        var waiting = $"awaited-{round}";
        await Pushes.AcceptAsync(Push(AudienceKind.Users, new NamedTarget(waiting, null)), Cancel);
        var at = 2L;
        foreach (var user in (string[])[waiting, "user-77", waiting, "user-78"])
            await Devices.BindAsync(address, new BindingRequest(user, at++, now), Cancel);
        // The user with too many devices loses one.
        for (var i = 0; i < BindingLimits.DevicesPerUser + 2; i++)
            await Devices.BindAsync(Address($"device-{9_000 + i}"), new BindingRequest($"crowd-{round}", 2 + round, now), Cancel);
        await Devices.UnbindAsync(address, new BindingRequest("user-78", at, now), Cancel);
        await Histories.AddConnectionsAsync([.. Ids("device", 1_000, 0).Select(Ended)], Cancel);
    }

    private EndedConnection Ended(string id) =>
        new(Address(id), new PastConnection(new OpenConnection(now.AddSeconds(-round), "tcp", "mqtt5", "node1"), now, "closed"));

    private async Task ReadAsync()
    {
        var address = Address("device-4711");
        PushId[] open = [new(49_500), new(50_000)];
        await Deliveries.ReadWaitingAsync(address, 0, 100, now, Cancel);
        await Deliveries.FindOverdueAsync([.. Ids("device", 1_000, 0).Select(Address)], now, now, Cancel);
        (await Histories.FindDeviceAsync(address, open, now, Cancel)).ShouldNotBeNull();
        await Histories.FindUserAsync(app, "user-4711", now, Cancel);
        await Audiences.ReadPageAsync(address, 1_000, Cancel);
        await Audiences.FindAsync(app, AudienceKind.Users, Targets(Ids("user", 1_000, 0), key: false), Cancel);
        await Audiences.FindAsync(
            app, AudienceKind.Devices, [.. Targets(Ids("device", 999, 0), key: false), new(TokenTargets.IdOf("fcm", "token"), null)], Cancel);
        var tasks = new TaskQuery(app, now.AddDays(-1)) { Skip = 10, Limit = 10 };
        foreach (var query in (TaskQuery[])[tasks, tasks with { Name = "task-11" }, tasks with { Push = new PushId(4711), Skip = 0 }])
            await Pushes.ListTasksAsync(query, Cancel);
        foreach (var cursor in (string?[])[null, (await Traces.ReadPushAsync(app, new PushId(4711), null, 1, Cancel))!.Next])
            await Traces.ReadPushAsync(app, new PushId(4711), cursor, 1, Cancel);
        await Traces.ReadPushAsync(app, new PushId(4711), address.Device, now, Cancel);
        foreach (var target in (string?[])[null, "user-4712", "device-4712"])
            await Traces.ReadKeyAsync(app, "key-4712", target, cursor: null, 10, Cancel);
        await Traces.ReadDeviceAsync(address, open, cursor: null, 10, Cancel);
        await Traces.ReadDeviceAsync(address, open, (await Traces.ReadDeviceAsync(address, [], null, 1, Cancel)).Next, 1, Cancel);
        await Traces.ReadUserAsync(app, "user-4711", cursor: null, 10, Cancel);
        await Traces.ReadUserAsync(app, "user-4711", (await Traces.ReadUserAsync(app, "user-4711", null, 1, Cancel)).Next, 1, Cancel);
        await Traces.ReadCircumstancesAsync(
            app, [.. Ids("device", 100, 0).Select(id => new DeviceId(id))], Ids("user", 100, 0), Cancel);
    }

    private async Task SweepAsync()
    {
        (await Pushes.ExpireAsync(now, 1_000, Cancel)).Total.ShouldBeGreaterThan(0);
        await Pushes.ForgetKeysAsync(now.AddDays(-2), 100, Cancel);
        (await Retention.RemovePushesAsync(now, 500, Cancel)).Rows.ShouldBeGreaterThan(0);
        await Retention.RemoveDaysAsync(DateOnly.FromDateTime(now.UtcDateTime), 500, Cancel);
        (await Devices.DeleteProvisionalAsync(now, now, 20, Cancel)).ShouldBe(20);
    }

    private NewPush Push(AudienceKind kind, params NamedTarget[] targets) =>
        Sample.To(app, kind, targets) with { AcceptedAt = now, ExpiresAt = now.AddHours(1) };

    private DeviceAddress Address(string id) => new(app, new DeviceId(id));

    private static string[] Ids(string what, int count, int from) =>
        [.. Enumerable.Range(from + 1, count).Select(i => $"{what}-{i}")];

    private NamedTarget[] Targets(string[] ids, bool key) =>
        [.. ids.Select(id => new NamedTarget(id, key ? $"{id} {round} {ids.Length}" : null))];
}
