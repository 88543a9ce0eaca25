using Pushway.Core.Control;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Core.Tags;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Pushes to tags: everybody who is meant becomes a target, once.</summary>
public abstract class TagWalkContract(TestEngine engine) : StoreContract(engine)
{
    private static readonly string[] Tags = ["a", "b", "c", "d"];
    private static readonly string[] Meant = ["Z", "a", "ada", "eve", "~", "Ärger", "\U0001F600", "\uFF5E"];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task Bound_users_get_it_others_wait_and_each_is_a_target_once(int page)
    {
        await AddAsync("vip", "ada", "bob", "eve", "~", "\uFF5E", "\U0001F600", "Ärger", "a", "Z");
        await AddAsync("trial", "bob");
        var device = await DeviceAsync("device-1");
        await BindAsync(device, "eve");

        var push = await AcceptAsync(Sample.ToTags(App, "vip and not trial"));
        var walked = await WalkAsync(page);

        walked.ShouldAllBe(one => one.Push.Id == push.Id && one.Looked <= page);
        walked[^1].End.ShouldBe(TagWalkEnd.Finished);
        walked.SelectMany(static one => one.Deliveries).ShouldHaveSingleItem().Address.ShouldBe(device);
        var users = (await TraceAsync(push.Id)).Select(static one => one.Target).ToList();
        users.Order(StringComparer.Ordinal).ShouldBe(Meant);
        await BindAsync(await DeviceAsync("device-2"), "ada");
        (await WaitingAsync(new(App, new("device-2")))).Deliveries.ShouldHaveSingleItem();
        var found = (await FindAsync(push.Id))!;
        (found.State, found.Counts[DeliveryState.Waiting]).ShouldBe((PushState.Running, 8));
        found.Walk.ShouldBe(new TagWalkProgress(false, 9, 9, 8, TagWalkEnd.Finished));
    }

    [Fact]
    public async Task Whatever_the_expression_the_users_are_those_for_whom_it_is_true()
    {
        var random = new Random(4711);
        var having = new Dictionary<string, HashSet<string>>();
        foreach (var tag in Tags)
        {
            having[tag] = [.. Enumerable.Range(0, 60).Where(_ => random.Next(3) == 0).Select(static i => $"user-{i}")];
            await AddAsync(tag, [.. having[tag]]);
        }
        for (var round = 0; round < 40; round++)
        {
            var expression = Expression(random, 4);
            if (!TagExpression.TryParse(expression, out var parsed, out _)) continue;
            var push = await AcceptAsync(Sample.ToTags(App, expression));

            await WalkAsync(random.Next(1, 70));

            var expected = Enumerable.Range(0, 60).Select(static i => $"user-{i}").Where(user => parsed.Matches(
                (uint)parsed.Names.Select((name, i) => having[name].Contains(user) ? 1 << i : 0).Sum()));
            var targets = (await TraceAsync(push.Id)).Select(static one => one.Target);
            targets.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal), expression);
        }
    }

    [Fact]
    public async Task A_page_looks_at_no_more_than_its_size_however_few_are_meant()
    {
        await AddAsync("big", [.. Enumerable.Range(0, 1_000).Select(static i => $"user-{i:0000}")]);
        await AddAsync("other", [.. Enumerable.Range(0, 1_001).Select(static i => $"user-{i * 7:0000}")]);
        await AddAsync("few", "user-0997");
        await AddAsync("most", [.. Enumerable.Range(0, 999).Select(static i => $"user-{i:0000}")]);

        var push = await AcceptAsync(Sample.ToTags(App, "big and not most"));
        (await WalkAsync(100)).Select(static page => (page.Looked, page.Matched))
            .ShouldBe([.. Enumerable.Repeat((100, 0), 9), (100, 1), (0, 0)]);
        // Along the smaller one.
        await AcceptAsync(Sample.ToTags(App, "big and few"));
        (await WalkAsync(100)).ShouldHaveSingleItem().Looked.ShouldBe(1);
        (await FindAsync(push.Id))!.Walk!.Of.ShouldBe(1_000);
    }

    [Fact]
    public async Task Pushes_take_turns()
    {
        await AddAsync("vip", "a", "b", "c", "d");
        var one = await AcceptAsync(Sample.ToTags(App, "vip"));
        var two = await AcceptAsync(Sample.ToTags(App, "vip") with { AcceptedAt = Now.AddMilliseconds(1) });
        var order = new List<PushId>();
        for (var at = Now.AddSeconds(1); await Stores.Pushes.WalkTagsAsync(2, at, Cancel) is { } page; at = at.AddSeconds(1)) order.Add(page.Push.Id);

        order.ShouldBe([one.Id, two.Id, one.Id, two.Id, one.Id, two.Id]);
    }

    [Fact]
    public async Task Walkers_beside_each_other_find_nobody_twice()
    {
        await AddAsync("vip", [.. Enumerable.Range(0, 900).Select(static i => $"user-{i}")]);
        var pushes = new List<PushId>();
        for (var i = 0; i < 3; i++) pushes.Add((await AcceptAsync(Sample.ToTags(App, "vip"))).Id);

        async Task WalkUntilDoneAsync()
        {
            while ((await FindAsync(pushes[0]))!.Walk!.IsRunning || (await FindAsync(pushes[1]))!.Walk!.IsRunning
                || (await FindAsync(pushes[2]))!.Walk!.IsRunning)
            {
                await Stores.Pushes.WalkTagsAsync(50, Now, Cancel);
            }
        }
        await Task.WhenAll(WalkUntilDoneAsync(), WalkUntilDoneAsync(), WalkUntilDoneAsync());

        foreach (var push in pushes) (await TraceAsync(push)).Select(static one => one.Target).Distinct().Count().ShouldBe(900);
        (await FindAsync(pushes[0]))!.Walk!.Matched.ShouldBe(900);
    }

    [Fact]
    public async Task Paused_it_stands_still_and_resumed_it_goes_on()
    {
        await AddAsync("vip", "a", "b", "c");
        var push = await AcceptAsync(Sample.ToTags(App, "vip"));
        await Stores.Pushes.WalkTagsAsync(2, Now, Cancel);

        (await Stores.Control.PauseAsync(App, push.Id, Now, Cancel)).Status.ShouldBe(ControlStatus.Done);
        (await Stores.Pushes.WalkTagsAsync(2, Now, Cancel)).ShouldBeNull();
        (await FindAsync(push.Id))!.State.ShouldBe(PushState.Paused);
        (await Stores.Control.ResumeAsync(App, push.Id, Now, Cancel)).Status.ShouldBe(ControlStatus.Done);

        (await WalkAsync(2))[^1].Total.ShouldBe(3);
    }

    [Fact]
    public async Task Before_its_first_page_it_is_running_and_may_be_paused()
    {
        await AddAsync("vip", "a");
        var push = await AcceptAsync(Sample.ToTags(App, "vip"));

        (await FindAsync(push.Id))!.State.ShouldBe(PushState.Running);
        (await Stores.Control.PauseAsync(App, push.Id, Now, Cancel)).Status.ShouldBe(ControlStatus.Done);
    }

    [Fact]
    public async Task Revoked_it_ends_and_who_has_been_reached_is_recalled()
    {
        await AddAsync("vip", "a", "b", "c");
        var push = await AcceptAsync(Sample.ToTags(App, "vip"));
        await Stores.Pushes.WalkTagsAsync(2, Now, Cancel);

        await Stores.Control.RevokeAsync(App, push.Id, Now, Cancel);
        (await Stores.Pushes.WalkTagsAsync(2, Now, Cancel)).ShouldBeNull();
        while (await Stores.Control.ClaimRecallAsync("test", Now, Now.AddMinutes(1), Cancel) is { } id)
            await Stores.Control.RecallPageAsync(id, "test", 100, Now, Now.AddMinutes(1), Cancel);

        var found = (await FindAsync(push.Id))!;
        (found.State, found.Counts[DeliveryState.Revoked], found.Walk!.End).ShouldBe((PushState.Revoked, 2, TagWalkEnd.Revoked));
    }

    [Fact]
    public async Task When_a_tag_is_deleted_nobody_more_gets_it()
    {
        await AddAsync("vip", "a", "b", "c");
        await AddAsync("optout", "c");
        var push = await AcceptAsync(Sample.ToTags(App, "vip and not optout"));
        await Stores.Pushes.WalkTagsAsync(2, Now, Cancel);

        await Stores.Tags.DeleteAsync(App, "optout", Cancel);

        (await WalkAsync(2)).ShouldHaveSingleItem().End.ShouldBe(TagWalkEnd.TagDeleted);
        (await TraceAsync(push.Id)).Select(static one => one.Target).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Who_comes_before_the_walk_does_is_in_it()
    {
        await AddAsync("vip", "b", "d");
        var push = await AcceptAsync(Sample.ToTags(App, "vip"));
        await Stores.Pushes.WalkTagsAsync(1, Now, Cancel);

        await AddAsync("vip", "a", "c");
        await Stores.Tags.RemoveAsync(App, "vip", ["d"], Now, Cancel);
        await WalkAsync(1);

        (await TraceAsync(push.Id)).Select(static one => one.Target).ShouldBe(["b", "c"]);
    }

    [Fact]
    public async Task It_ends_with_its_validity_and_what_waited_expires_as_a_push_to_tags()
    {
        await WantReceiptsAsync();
        await AddAsync("vip", "a", "b", "c");
        var push = await AcceptAsync(Sample.ToTags(App, "vip"));
        await Stores.Pushes.WalkTagsAsync(2, Now, Cancel);

        var late = Now.AddHours(2);
        (await Stores.Pushes.WalkTagsAsync(2, late, Cancel))!.End.ShouldBe(TagWalkEnd.Expired);
        await Stores.Pushes.ExpireAsync(late, 100, Cancel);

        (await ReceiptsAsync()).Select(static one => (one.Target, one.Event)).ShouldBe(
            [("a", ReceiptEvents.Expired), ("b", ReceiptEvents.Expired)], ignoreOrder: true);
        (await Stores.Pushes.FindAsync(App, push.Id, late, Cancel))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task A_missing_tag_leaves_nothing_behind_and_a_repeated_call_needs_none()
    {
        await AddAsync("vip", "a");
        var call = Sample.ToTags(App, "vip") with { IdempotencyKey = "call" };
        var push = await AcceptAsync(call);
        await Stores.Tags.DeleteAsync(App, "vip", Cancel);

        (await Stores.Pushes.AcceptAsync(Sample.ToTags(App, "gone or vip"), Cancel)).ShouldBe(new AcceptOutcome.TagNotFound("gone"));
        (await Stores.Pushes.AcceptAsync(call, Cancel)).ShouldBeOfType<AcceptOutcome.Repeated>().Id.ShouldBe(push.Id);
        (await WalkAsync(10)).ShouldHaveSingleItem().End.ShouldBe(TagWalkEnd.TagDeleted);
        (await FindAsync(push.Id))!.State.ShouldBe(PushState.Done);
    }

    [Fact]
    public async Task A_newer_one_of_its_collapse_key_takes_the_place_of_what_waits()
    {
        await AddAsync("vip", "a", "b");
        await BindAsync(await DeviceAsync("device-1"), "a");
        var old = await AcceptAsync(Sample.ToTags(App, "vip") with { CollapseKey = "news" });
        await WalkAsync(10);
        var young = await AcceptAsync(Sample.ToTags(App, "vip") with { CollapseKey = "news" });
        await WalkAsync(10);

        (await FindAsync(old.Id))!.Counts[DeliveryState.Revoked].ShouldBe(2);
        (await FindAsync(young.Id))!.Counts[DeliveryState.Waiting].ShouldBe(2);
        (await WaitingAsync(new(App, new("device-1")))).Deliveries.ShouldHaveSingleItem();
    }

    private Task<TagAddition?> AddAsync(string tag, params string[] users) => Stores.Tags.AddAsync(App, tag, users, 100, Now, Cancel);

    private async Task<List<WalkedTags>> WalkAsync(int page)
    {
        var walked = new List<WalkedTags>();
        while (await Stores.Pushes.WalkTagsAsync(page, Now, Cancel) is { } one) walked.Add(one);
        return walked;
    }

    private static string Expression(Random random, int depth) => random.Next(depth == 0 ? 1 : 5) switch
    {
        0 => Tags[random.Next(Tags.Length)],
        1 => $"not ({Expression(random, depth - 1)})",
        2 => $"({Expression(random, depth - 1)} or {Expression(random, depth - 1)})",
        _ => $"({Expression(random, depth - 1)} and {Expression(random, depth - 1)})",
    };
}

public sealed class SqliteTagWalkTests(SqliteEngine engine) : TagWalkContract(engine);

public sealed class PostgresTagWalkTests(PostgresEngine engine) : TagWalkContract(engine);
