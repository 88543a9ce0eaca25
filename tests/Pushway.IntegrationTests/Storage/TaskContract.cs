using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Pushes that their callers name, and broadcasts with a key of their own.</summary>
public abstract class TaskContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task Tasks_are_listed_from_a_time_on_the_newest_first_in_pages()
    {
        var first = await AcceptAsync(Named("a", Now));
        var second = await AcceptAsync(Named("b", Now.AddHours(1)));
        var third = await AcceptAsync(Named("a", Now.AddHours(2)));
        await AcceptAsync(Named("a", Now) with { App = await AppAsync("other") });
        await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await AcceptAsync(Named("a", Now) with { Task = new PushTask("a", TaskKind.Simple) });

        (await IdsAsync(All)).ShouldBe([third.Id, second.Id, first.Id]);
        (await IdsAsync(All with { From = Now.AddMinutes(1) })).ShouldBe([third.Id, second.Id]);
        (await IdsAsync(All with { Skip = 1, Limit = 1 })).ShouldBe([second.Id]);
        (await IdsAsync(All with { Name = "a" })).ShouldBe([third.Id, first.Id]);
        (await IdsAsync(All with { Push = second.Id })).ShouldBe([second.Id]);
        (await IdsAsync(All with { Push = second.Id, Name = "a" })).ShouldBeEmpty();
        (await IdsAsync(All with { Push = second.Id, Skip = 1 })).ShouldBeEmpty();
        (await Stores.Pushes.ListTasksAsync(All, Cancel))[^1].ShouldBe(
            new ListedTask(first.Id, new PushTask("a", TaskKind.Batch) { Template = "t", TemplateId = 7, DeliveryType = 1 }, Now));
    }

    [Fact]
    public async Task A_broadcast_under_a_key_of_its_own_is_accepted_once()
    {
        var push = Broadcast("k");
        var first = await AcceptAsync(push);

        (await Stores.Pushes.AcceptAsync(push, Cancel)).ShouldBeOfType<AcceptOutcome.Repeated>().Id.ShouldBe(first.Id);
        (await Stores.Pushes.AcceptAsync(push with { ContentHash = Sample.Hash("other") }, Cancel)).ShouldBeOfType<AcceptOutcome.MsgKeyConflict>();
        await AcceptAsync(Broadcast("l"));
        await AcceptAsync(push with { App = await AppAsync("other") });
    }

    [Fact]
    public async Task Broadcasts_with_one_key_at_the_same_time_are_one()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Stores.Pushes.AcceptAsync(Broadcast("k"), Cancel)));

        outcomes.OfType<AcceptOutcome.Accepted>().ShouldHaveSingleItem();
        outcomes.OfType<AcceptOutcome.Repeated>().Count().ShouldBe(7);
    }

    [Fact]
    public async Task An_open_broadcast_has_its_key()
    {
        await AcceptAsync(Broadcast("k"));
        await AcceptAsync(Sample.ToEveryone(App));

        (await Stores.Deliveries.ReadBroadcastsAsync(new PushId(0), Now, Cancel)).Select(static one => one.Key).ShouldBe(["k", null]);
    }

    private TaskQuery All => new(App, Now) { Skip = 0, Limit = 10 };

    private NewPush Named(string name, DateTimeOffset at) => Sample.ToDevices(App, "device-1") with
    {
        AcceptedAt = at,
        ExpiresAt = at.AddHours(5),
        Task = new PushTask(name, TaskKind.Batch) { Template = "t", TemplateId = 7, DeliveryType = 1 },
    };

    private NewPush Broadcast(string key) => Sample.ToEveryone(App) with { Task = new PushTask("all", TaskKind.Broadcast) { Key = key } };

    private async Task<List<PushId>> IdsAsync(TaskQuery query) =>
        [.. (await Stores.Pushes.ListTasksAsync(query, Cancel)).Select(static task => task.Push)];
}

public sealed class SqliteTaskTests(SqliteEngine engine) : TaskContract(engine);

public sealed class PostgresTaskTests(PostgresEngine engine) : TaskContract(engine);
