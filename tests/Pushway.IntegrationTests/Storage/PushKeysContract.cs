using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Idempotency-Key and MsgKey: whoever repeats a call is safe.</summary>
public abstract class PushKeysContract(TestEngine engine) : StoreContract(engine)
{
    private static readonly NamedTarget[] Keyed = [new("device-1", "k1"), new("device-2", "k2")];

    [Fact]
    public async Task The_same_call_under_the_same_key_is_the_same_push()
    {
        var device = await DeviceAsync("device-1");
        var call = Sample.ToDevices(App, "device-1") with { IdempotencyKey = "once" };
        var first = await AcceptAsync(call);

        (await Stores.Pushes.AcceptAsync(call, Cancel)).ShouldBeOfType<AcceptOutcome.Repeated>().Id.ShouldBe(first.Id);
        (await WaitingAsync(device)).Deliveries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Another_call_under_the_same_key_is_a_conflict()
    {
        await AcceptAsync(Sample.ToDevices(App, "device-1") with { IdempotencyKey = "once" });
        var other = Sample.ToDevices(App, "device-2") with { IdempotencyKey = "once", RequestHash = Sample.Hash("other") };

        (await Stores.Pushes.AcceptAsync(other, Cancel)).ShouldBeOfType<AcceptOutcome.IdempotencyKeyConflict>();
    }

    [Fact]
    public async Task An_idempotency_key_counts_within_its_app_and_for_a_day()
    {
        var call = Sample.ToDevices(App, "device-1") with { IdempotencyKey = "once" };
        await AcceptAsync(call);
        await AcceptAsync(call with { App = await AppAsync("other") });
        (await Stores.Pushes.AcceptAsync(call with { AcceptedAt = Now.AddHours(23) }, Cancel)).ShouldBeOfType<AcceptOutcome.Repeated>();

        await AcceptAsync(call with { AcceptedAt = Now.AddHours(24) });
    }

    [Fact]
    public async Task The_same_message_keys_with_the_same_content_are_the_same_push()
    {
        var device = await DeviceAsync("device-1");
        var first = await AcceptAsync(Sample.To(App, AudienceKind.Devices, Keyed));
        var again = (await Stores.Pushes.AcceptAsync(Sample.To(App, AudienceKind.Devices, Keyed), Cancel))
            .ShouldBeOfType<AcceptOutcome.Repeated>();

        again.Id.ShouldBe(first.Id);
        again.Duplicates.ShouldBe(
            [new DuplicateTarget("k1", "device-1", first.Id), new DuplicateTarget("k2", "device-2", first.Id)],
            ignoreOrder: true);
        (await WaitingAsync(device)).Deliveries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_repeat_by_message_key_remembers_its_idempotency_key_too()
    {
        var first = await AcceptAsync(Sample.To(App, AudienceKind.Devices, Keyed));
        var again = Sample.To(App, AudienceKind.Devices, Keyed) with { IdempotencyKey = "late" };
        await Stores.Pushes.AcceptAsync(again, Cancel);

        var third = Sample.ToDevices(App, "device-9") with { IdempotencyKey = "late" };
        (await Stores.Pushes.AcceptAsync(third, Cancel)).ShouldBeOfType<AcceptOutcome.Repeated>().Id.ShouldBe(first.Id);
    }

    [Fact]
    public async Task A_message_key_with_other_content_is_a_conflict_and_nothing_is_stored()
    {
        var first = await AcceptAsync(Sample.To(App, AudienceKind.Devices, Keyed));
        var device = await DeviceAsync("device-3");
        var other = Sample.To(App, AudienceKind.Devices, [.. Keyed, new("device-3", "k3")]) with
        {
            ContentHash = Sample.Hash("other"),
            IdempotencyKey = "once",
        };

        var conflict = (await Stores.Pushes.AcceptAsync(other, Cancel)).ShouldBeOfType<AcceptOutcome.MsgKeyConflict>();

        conflict.Targets.ShouldBe(
            [new DuplicateTarget("k1", "device-1", first.Id), new DuplicateTarget("k2", "device-2", first.Id)],
            ignoreOrder: true);
        (await WaitingAsync(device)).Deliveries.ShouldBeEmpty();
        await AcceptAsync(other with { Audience = new Audience(AudienceKind.Devices, [new("device-3", "k3")]) });
    }

    [Fact]
    public async Task A_partly_duplicate_batch_serves_the_new_targets()
    {
        await DeviceAsync("device-1");
        await DeviceAsync("device-3");
        var first = await AcceptAsync(Sample.To(App, AudienceKind.Devices, Keyed));
        var second = await AcceptAsync(Sample.To(App, AudienceKind.Devices, Keyed[0], new("device-3", "k3")));

        second.Deliveries.ShouldHaveSingleItem().Key.ShouldBe("k3");
        second.Duplicates.ShouldBe([new DuplicateTarget("k1", "device-1", first.Id)]);
        (await TraceAsync(second.Id)).ShouldHaveSingleItem().Key.ShouldBe("k3");
    }

    [Fact]
    public async Task The_same_message_key_for_another_target_is_another_message()
    {
        await AcceptAsync(Sample.To(App, AudienceKind.Devices, new NamedTarget("device-1", "k1")));
        await AcceptAsync(Sample.To(App, AudienceKind.Devices, new NamedTarget("device-2", "k1")));
        await AcceptAsync(Sample.To(App, AudienceKind.Users, new NamedTarget("device-1", "k1")));
        await AcceptAsync(Sample.To(await AppAsync("other"), AudienceKind.Devices, new NamedTarget("device-1", "k1")));
    }

    [Fact]
    public async Task A_target_named_twice_with_one_key_is_served_once()
    {
        await DeviceAsync("device-1");
        var push = await AcceptAsync(
            Sample.To(App, AudienceKind.Devices, new NamedTarget("device-1", "k1"), new NamedTarget("device-1", "k1")));

        push.Deliveries.Count.ShouldBe(1);
        push.Duplicates.ShouldBe([new DuplicateTarget("k1", "device-1", push.Id)]);
    }

    [Fact]
    public async Task Keys_are_forgotten_when_their_time_is_over()
    {
        var call = Sample.To(App, AudienceKind.Devices, Keyed) with { IdempotencyKey = "once" };
        await AcceptAsync(call);

        (await Stores.Pushes.ForgetKeysAsync(Now.AddHours(23), 100, Cancel)).ShouldBe(0);
        (await Stores.Pushes.ForgetKeysAsync(Now.AddDays(1), 100, Cancel)).ShouldBe(1);
        (await Stores.Pushes.AcceptAsync(call with { AcceptedAt = Now.AddDays(6) }, Cancel)).ShouldBeOfType<AcceptOutcome.Repeated>();
        (await Stores.Pushes.ForgetKeysAsync(Now.AddDays(7), 1, Cancel)).ShouldBe(2);
        (await Stores.Pushes.ForgetKeysAsync(Now.AddDays(7), 100, Cancel)).ShouldBe(1);
        await AcceptAsync(call with { AcceptedAt = Now.AddDays(7) });
    }

    [Fact]
    public async Task A_message_key_that_nobody_has_swept_yet_is_free_after_seven_days()
    {
        var call = Sample.To(App, AudienceKind.Devices, Keyed);
        await AcceptAsync(call);
        await AcceptAsync(call with { AcceptedAt = Now.AddDays(7), ContentHash = Sample.Hash("other") });
    }

    [Fact]
    public async Task A_message_key_lives_as_long_as_its_push_if_that_is_longer()
    {
        var call = Sample.To(App, AudienceKind.Devices, Keyed) with { ExpiresAt = Now.AddDays(9) };
        await AcceptAsync(call);
        (await Stores.Pushes.AcceptAsync(call with { AcceptedAt = Now.AddDays(8) }, Cancel)).ShouldBeOfType<AcceptOutcome.Repeated>();
    }
}

public sealed class SqlitePushKeysTests(SqliteEngine engine) : PushKeysContract(engine);

public sealed class PostgresPushKeysTests(PostgresEngine engine) : PushKeysContract(engine);
