using System.Net;
using System.Text.Json;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>What an application server may count on: repeats are safe, and what became of a push can be read.</summary>
public abstract class PushApiContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task A_call_repeated_under_its_Idempotency_Key_is_the_same_push()
    {
        var identity = await RegisterAsync();
        var (title, last, key) = (Unique("title"), Unique("last"), Unique("key"));
        var push = Body(ToDevices(identity), title);

        var first = await Api.PushAsync(push, key, Cancel);
        var second = await Api.PushAsync(push, key, Cancel);

        second.Status.ShouldBe(HttpStatusCode.Accepted);
        second.Id.ShouldBe(first.Id);
        await PushAsync(ToDevices(identity), last);
        await using var device = await ConnectAsync(identity);
        (await device.UntilAsync(last, Cancel)).Count(one => one == title).ShouldBe(1);
    }

    [Fact]
    public async Task Calls_at_the_same_time_under_one_Idempotency_Key_are_one_push()
    {
        var push = Body(ToDevices(await RegisterAsync()), Unique("title"));
        var key = Unique("key");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Api.PushAsync(push, key, Cancel)));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Accepted);
        answers.Select(answer => answer.Id).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_Idempotency_Key_with_another_body_is_a_conflict_and_pushes_nothing()
    {
        var identity = await RegisterAsync();
        var key = Unique("key");
        await Api.PushAsync(Body(ToDevices(identity), "one"), key, Cancel);

        await ShouldStoreNothingAsync(
            () => Api.PushAsync(Body(ToDevices(identity), "another"), key, Cancel),
            HttpStatusCode.Conflict, "idempotency_key_conflict");
    }

    [Fact]
    public async Task A_target_repeated_under_its_key_is_not_pushed_to_again_and_the_answer_names_the_original()
    {
        var (known, fresh) = (await RegisterAsync(), await RegisterAsync());
        var (title, last, key) = (Unique("title"), Unique("last"), Unique("key"));
        var original = await Api.PushAsync(Body(ToKeyed(known, key), title), Cancel);

        var both = new { devices = (object[])[new { id = known.DeviceId, key }, new { id = fresh.DeviceId, key }] };
        var repeat = await Api.PushAsync(Body(both, title), Cancel);

        repeat.Status.ShouldBe(HttpStatusCode.Accepted);
        var duplicate = repeat.Body.GetProperty("duplicates").EnumerateArray().ShouldHaveSingleItem();
        Text(duplicate, "pushId").ShouldBe(original.Id);
        Text(duplicate, "target").ShouldBe(known.DeviceId);
        Text((await Api.GetDeliveriesAsync(repeat.Id, Cancel)).ShouldHaveSingleItem(), "target").ShouldBe(fresh.DeviceId);
        await PushAsync(ToDevices(known, fresh), last);
        await using var device = await ConnectAsync(known);
        (await device.UntilAsync(last, Cancel)).Count(one => one == title).ShouldBe(1);
    }

    [Fact]
    public async Task A_call_whose_targets_are_all_known_gets_the_original_id()
    {
        var keyed = ToKeyed(await RegisterAsync(), Unique("key"));
        var title = Unique("title");
        var original = await Api.PushAsync(Body(keyed, title), Cancel);

        (await Api.PushAsync(Body(keyed, title), Cancel)).Id.ShouldBe(original.Id);
    }

    [Fact]
    public async Task A_target_key_with_other_content_is_a_conflict_and_pushes_nothing()
    {
        var identity = await RegisterAsync();
        var key = Unique("key");
        await Api.PushAsync(Body(ToKeyed(identity, key), "one"), Cancel);

        await ShouldStoreNothingAsync(
            () => Api.PushAsync(Body(ToKeyed(identity, key), "another"), Cancel),
            HttpStatusCode.Conflict, "msg_key_conflict");
    }

    [Fact]
    public async Task A_trace_tells_each_step_with_its_time_and_the_counts_agree()
    {
        var before = TimeProvider.System.GetUtcNow().AddMilliseconds(-1);
        await using var device = await ConnectAsync(await RegisterAsync());
        var away = await RegisterAsync();
        var nobody = Unique("unknown");
        var key = Unique("key");
        object[] targets = [new { id = device.Identity.DeviceId, key }, away.DeviceId, nobody];

        var push = await PushAsync(new { devices = targets }, Unique("title"));

        var items = await Eventually.SeeAsync(
            cancellation => Api.GetDeliveriesAsync(push, cancellation),
            found => found.Any(one => Text(one, "state") == "Delivered"), Cancel);
        items.Select(one => (Text(one, "target"), Text(one, "state"), Text(one, "reason"))).ShouldBe([
            (device.Identity.DeviceId, "Delivered", null), (away.DeviceId, "Waiting", null),
            (nobody, "Rejected", "device_unknown")]);
        Text(items[0], "key").ShouldBe(key);
        Text(items[1], "key").ShouldBe(Text(items[1], "id"));
        Text(items[0], "channel").ShouldBe("gateway");
        var steps = items[0].GetProperty("transitions").EnumerateArray().ToList();
        steps.Select(step => Text(step, "state")).ShouldBe(["Waiting", "Sent", "Delivered"]);
        Text(steps[^1], "node").ShouldNotBeNullOrEmpty();
        var times = steps.ConvertAll(step => step.GetProperty("at").GetDateTimeOffset());
        times.ShouldBeInOrder();
        times.ShouldAllBe(at => at > before && at <= TimeProvider.System.GetUtcNow());
        var summary = (await Api.GetPushAsync(push, Cancel)).Body;
        summary.GetProperty("counts").EnumerateObject()
            .Select(count => (count.Name, count.Value.GetInt64()))
            .ShouldBe([("Delivered", 1), ("Waiting", 1), ("Rejected", 1)], ignoreOrder: true);
        Text(summary, "state").ShouldBe("Running");
    }

    [Fact]
    public async Task A_push_whose_deliveries_have_all_ended_is_done()
    {
        await using var device = await ConnectAsync(await RegisterAsync());

        var push = await PushAsync(ToDevices(device.Identity), Unique("title"));

        await SeeAsync(push, "Delivered");
        Text((await Api.GetPushAsync(push, Cancel)).Body, "state").ShouldBe("Done");
    }

    [Fact]
    public async Task Deliveries_are_read_in_pages_that_leave_nothing_out()
    {
        var known = new List<string>();
        for (var i = 0; i < 3; i++) known.Add((await RegisterAsync()).DeviceId);
        string[] targets = [known[0], Unique("unknown"), known[1], Unique("unknown"), known[2]];
        var push = await PushAsync(ToDevices(targets), Unique("title"));
        var read = new List<string?>();
        var (pages, next) = (0, "");

        while (next is not null)
        {
            var query = next.Length == 0 ? "?limit=2" : $"?limit=2&cursor={Uri.EscapeDataString(next)}";
            var page = await GetAsync($"/v1/pushes/{push}/deliveries{query}");
            read.AddRange(page.GetProperty("items").EnumerateArray().Select(one => Text(one, "target")));
            next = Text(page, "next");
            pages++;
        }

        read.ShouldBe(targets);
        pages.ShouldBe(3);
    }

    [Fact]
    public async Task A_broadcasts_trace_has_the_devices_that_confirmed_in_pages_too()
    {
        var push = await PushAsync(ToEveryone, Unique("title"));
        var confirmed = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            await using var device = await ConnectAsync(await RegisterAsync());
            confirmed.Add(device.Identity.DeviceId);
            await Eventually.SeeAsync(
                cancellation => Api.GetDeliveriesAsync(push, cancellation), items => items.Count == i + 1, Cancel);
        }

        var first = await GetAsync($"/v1/pushes/{push}/deliveries?limit=2");
        var second = await GetAsync($"/v1/pushes/{push}/deliveries?limit=2&cursor={Text(first, "next")}");

        first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray())
            .Select(one => Text(one, "deviceId")!).ShouldBe(confirmed, ignoreOrder: true);
        Text(second, "next").ShouldBeNull();
        (await Api.GetPushAsync(push, Cancel)).Body.GetProperty("counts").GetProperty("Delivered").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task More_targets_than_fit_in_the_call_are_resolved_behind_it()
    {
        await using var device = await ConnectAsync(await RegisterAsync());
        var title = Unique("many");
        var targets = Enumerable.Range(0, 999).Select(number => Unique($"u{number}")).Append(device.Identity.DeviceId);

        var push = await PushAsync(ToDevices(targets), title);

        await device.UntilAsync(title, Cancel);
        await Eventually.SeeAsync(
            async cancellation => (await Api.GetPushAsync(push, cancellation)).Body.GetProperty("counts").ToString(),
            counts => JsonSerializer.Deserialize<Dictionary<string, int>>(counts) is { Count: 2 } both
                && both.GetValueOrDefault("Rejected") == 999 && both.GetValueOrDefault("Delivered") == 1, Cancel);
        (await Api.GetDeliveriesAsync(push, Cancel)).Count.ShouldBe(1000);
    }

    private static object Body(object audience, string title) => new { audience, notification = new { title } };

    private static object ToKeyed(Device.Identity device, string key) =>
        new { devices = (object[])[new { id = device.DeviceId, key }] };

    private async Task<JsonElement> GetAsync(string path)
    {
        var answer = await Api.SendAsync(new(HttpMethod.Get, path), Cancel);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        return answer.Body;
    }
}

public sealed class SqlitePushApiTests(SqliteNode node) : PushApiContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresPushApiTests(PostgresNode node) : PushApiContract(node), IClassFixture<PostgresNode>;
