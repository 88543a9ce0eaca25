using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>What one target gets in place of its push's content, wherever its delivery comes from.</summary>
public abstract class TargetContentContract(TestEngine engine) : StoreContract(engine)
{
    private const string Shared = """{"title":"hello"}""";

    [Fact]
    public async Task A_target_with_a_content_of_its_own_gets_that_and_others_the_pushs()
    {
        var one = await DeviceAsync("device-1");
        var two = await DeviceAsync("device-2");
        var push = await AcceptAsync(Personal(AudienceKind.Devices, ("device-1", "mine"), ("device-2", null)));

        push.Deliveries.Select(delivery => delivery.Content).ShouldBe(["mine", null]);
        (await ContentAsync(one)).ShouldBe("mine");
        (await ContentAsync(two)).ShouldBe(Shared);
    }

    [Fact]
    public async Task Every_device_of_a_user_gets_what_is_theirs()
    {
        var one = await DeviceAsync("device-1");
        var two = await DeviceAsync("device-2");
        await BindAsync(one, "alice");
        await BindAsync(two, "alice");
        var push = await AcceptAsync(Personal(AudienceKind.Users, ("bob", "his"), ("alice", "hers")));

        push.Deliveries.Select(delivery => delivery.Content).ShouldBe(["hers", "hers"]);
        (await ContentAsync(one)).ShouldBe("hers");
        (await ContentAsync(two)).ShouldBe("hers");
    }

    [Fact]
    public async Task The_worker_finds_what_is_a_targets_own()
    {
        var one = await DeviceAsync("device-1");
        await BindAsync(await DeviceAsync("device-2"), "alice");
        var toDevices = await AcceptAsync(
            Personal(AudienceKind.Devices, ("nobody-1", "x"), ("device-1", "mine"), ("device-2", null)) with { ResolveNow = false });
        var toUsers = await AcceptAsync(Personal(AudienceKind.Users, ("alice", "hers")) with { ResolveNow = false });

        (await ResolveAsync(toDevices.Id)).Select(delivery => delivery.Content).ShouldBe(["mine", null]);
        (await ResolveAsync(toUsers.Id)).Select(delivery => delivery.Content).ShouldBe(["hers"]);
        (await ContentAsync(one)).ShouldBe("mine");
    }

    [Fact]
    public async Task A_device_bound_later_gets_what_waited_for_its_user()
    {
        await AcceptAsync(Personal(AudienceKind.Users, ("alice", "hers"), ("bob", null)));
        var one = await DeviceAsync("device-1");
        var two = await DeviceAsync("device-2");
        await BindAsync(one, "alice");
        await BindAsync(two, "bob");
        (await ContentAsync(one)).ShouldBe("hers");
        (await ContentAsync(two)).ShouldBe(Shared);

        await UnbindAsync(one, "alice", 2);
        var three = await DeviceAsync("device-3");
        await BindAsync(three, "alice");
        (await ContentAsync(three)).ShouldBe("hers");
        await BindAsync(one, "alice", 3);
        (await ContentAsync(one)).ShouldBe("hers");
    }

    [Fact]
    public async Task A_key_stands_for_what_its_own_target_gets()
    {
        await DeviceAsync("device-1");
        await DeviceAsync("device-2");
        var first = await AcceptAsync(Keyed("one", "two"));

        var repeated = (await Stores.Pushes.AcceptAsync(Keyed("one", "two"), Cancel)).ShouldBeOfType<AcceptOutcome.Repeated>();
        repeated.Id.ShouldBe(first.Id);
        var conflict = (await Stores.Pushes.AcceptAsync(Keyed("one", "other"), Cancel))
            .ShouldBeOfType<AcceptOutcome.MsgKeyConflict>();
        conflict.Targets.ShouldHaveSingleItem().Target.ShouldBe("device-2");
        (await Stores.Pushes.AcceptAsync(Keyed("one", null), Cancel)).ShouldBeOfType<AcceptOutcome.MsgKeyConflict>();
    }

    [Fact]
    public async Task Only_what_is_new_of_a_partly_known_call_is_stored()
    {
        await DeviceAsync("device-1");
        var two = await DeviceAsync("device-2");
        await AcceptAsync(Personal(Targets(("device-1", "k-device-1")), "one"));
        var second = await AcceptAsync(Keyed("one", "two"));

        second.Duplicates.ShouldHaveSingleItem().Target.ShouldBe("device-1");
        second.Deliveries.ShouldHaveSingleItem().Content.ShouldBe("two");
        (await ContentAsync(two)).ShouldBe("two");
    }

    private NewPush Keyed(string? one, string? two) =>
        Personal(Targets(("device-1", "k-device-1"), ("device-2", "k-device-2")), one, two);

    private NewPush Personal(AudienceKind kind, params (string Id, string? Content)[] targets)
    {
        var push = Sample.To(App, kind, [.. targets.Select(target => new NamedTarget(target.Id, null))]);
        return push with { Own = Own([.. targets.Select(target => target.Content)]) };
    }

    private NewPush Personal(NamedTarget[] targets, params string?[] contents) =>
        Sample.To(App, AudienceKind.Devices, targets) with { Own = Own(contents) };

    private static NamedTarget[] Targets(params (string Id, string Key)[] targets) =>
        [.. targets.Select(target => new NamedTarget(target.Id, target.Key))];

    private static TargetContent?[] Own(string?[] contents) =>
        [.. contents.Select(content => content is null ? null : new TargetContent(content, Sample.Hash(content)))];

    private async Task<string> ContentAsync(Pushway.Core.Devices.DeviceAddress device) =>
        (await WaitingAsync(device)).Deliveries.ShouldHaveSingleItem().Content;

    /// <summary>Target by target, as a worker that dies after each would.</summary>
    private async Task<List<Delivery>> ResolveAsync(PushId push)
    {
        var deliveries = new List<Delivery>();
        for (var at = Now; ; at = at.AddMinutes(2))
        {
            (await Stores.Pushes.ClaimAsync("worker", at, at.AddMinutes(1), Cancel)).ShouldNotBeNull().Id.ShouldBe(push);
            var page = await Stores.Pushes.ResolvePageAsync(push, "worker", 1, at, at.AddMinutes(1), Cancel);
            deliveries.AddRange(page!.Deliveries);
            if (page.Finished) return deliveries;
        }
    }
}

public sealed class SqliteTargetContentTests(SqliteEngine engine) : TargetContentContract(engine);

public sealed class PostgresTargetContentTests(PostgresEngine engine) : TargetContentContract(engine);
