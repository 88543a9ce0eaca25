using System.Net;
using System.Text.Json;
using Pushway.Core;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Pushes to users with tags, also when the node dies on the way.</summary>
public abstract class TagPushContract(RunningNode node) : EndToEndContract(node)
{
    /// <summary>More than two pages.</summary>
    private const int Users = 1_200;

    public static TheoryData<string, int> Points => new()
    {
        { CrashPoints.PushStored, 1 },
        { CrashPoints.TagPage, 1 },
        { CrashPoints.TagPage, 2 },
        { CrashPoints.TagPage, 3 },
    };

    [Fact]
    public async Task Who_is_bound_gets_what_the_template_says_and_who_binds_later_too()
    {
        var (vip, trial, title) = (Unique("vip"), Unique("trial"), Unique("title"));
        var (ada, bob, eve) = (Unique("ada"), Unique("bob"), Unique("eve"));
        await AddAsync(Api, vip, ada, bob, eve);
        await AddAsync(Api, trial, bob);
        await Api.CallAsync(HttpMethod.Post, "templates", new { name = vip.Replace('-', '_'), notification = new { title = "#what#" } }, Cancel);
        await using var one = await ConnectAsync(await BoundAsync(ada));
        await using var other = await ConnectAsync(await BoundAsync(bob));
        await using var late = await ConnectAsync(await RegisterAsync());

        var answer = await Api.PushAsync(
            new
            {
                audience = new { tags = $"{vip} and not {trial}" },
                template = vip.Replace('-', '_'),
                values = new { what = title },
                policy = "own-only",
            },
            Unique("call"), Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());

        await one.UntilAsync(title, Cancel);
        var walked = await SeeWalkedAsync(Api, answer.Id);
        walked.GetProperty("walk").GetRawText().ShouldBe("""{"running":false,"looked":3,"of":3,"matched":2,"ended":"finished"}""");
        Text(walked, "audience").ShouldBe("Tags");
        await late.BindAsync(eve, Cancel);
        await late.UntilAsync(title, Cancel);
        var last = await PushAsync(ToUsers(bob), Unique("last"));
        await SeeAsync(last, "Delivered");
        other.Titles.Items.ShouldNotContain(title);
        (await StatisticsAsync(answer.Id)).ShouldBe(2);
    }

    [Fact]
    public async Task Scheduled_it_reaches_who_has_the_tag_at_its_start()
    {
        var (tag, ada, title) = (Unique("tag"), Unique("ada"), Unique("title"));
        await AddAsync(Api, tag, Unique("bob"));
        await using var device = await ConnectAsync(await BoundAsync(ada));
        var startAt = TimeProvider.System.GetUtcNow().AddSeconds(2);

        var answer = await Api.PushAsync(new { audience = new { tags = tag }, notification = new { title }, startAt }, Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        (await Api.GetPushAsync(answer.Id, Cancel)).Body.TryGetProperty("walk", out _).ShouldBeFalse();
        await AddAsync(Api, tag, ada);

        await device.UntilAsync(title, Cancel);
        Number((await SeeWalkedAsync(Api, answer.Id)).GetProperty("walk"), "matched").ShouldBe(2);
    }

    [Fact]
    public async Task Estimates_count_users_and_their_devices()
    {
        var (vip, trial) = (Unique("vip"), Unique("trial"));
        var (ada, bob, eve) = (Unique("ada"), Unique("bob"), Unique("eve"));
        await AddAsync(Api, vip, ada, bob);
        await AddAsync(Api, trial, eve, bob);
        var device = await BoundAsync(ada);

        var found = (await EstimateAsync(Api, $"{vip} or {trial}")).Body;
        (Number(found, "users"), Number(found, "devices"), Number(found, "unreachable"), found.GetProperty("exact").GetBoolean())
            .ShouldBe((3, 1, 2, true));
        found.GetProperty("sample")[0].GetString().ShouldBe(device.DeviceId);
        (await EstimateAsync(Api, $"{vip} and")).Code.ShouldBe("tag_expression_invalid");
        (await EstimateAsync(Api, Unique("gone"))).Code.ShouldBe("tag_not_found");
        await using var own = await Node.StartAsync(["--Push:MaxEstimated=2"], Cancel);
        using var api = PushApi.Of(own);
        await AddAsync(api, "vip", "a", "b", "c");
        var bounded = (await EstimateAsync(api, "vip")).Body;
        (Number(bounded, "users"), bounded.GetProperty("exact").GetBoolean()).ShouldBe((2, false));
    }

    [Fact]
    public async Task An_audience_that_cannot_be_is_refused_and_nothing_is_stored()
    {
        foreach (var (audience, code) in ((object, string)[])
            [(new { tags = "not vip" }, "tag_expression_invalid"), (new { tags = "a b" }, "tag_expression_invalid"),
                (new { tags = 5 }, "tag_expression_invalid"), (new { tags = Unique("gone") }, "tag_not_found"),
                (new { tags = "a", users = new[] { "u" } }, "audience_invalid")])
        {
            await ShouldStoreNothingAsync(
                () => Api.PushAsync(new { audience, notification = new { title = "t" } }, Unique("call"), Cancel),
                code == "tag_not_found" ? HttpStatusCode.NotFound : HttpStatusCode.BadRequest, code);
        }
    }

    [Fact]
    public async Task Revoked_on_the_way_it_reaches_nobody_more()
    {
        var tag = Unique("tag");
        await TagContract.UploadAsync(Api, tag, Many());
        var push = await PushAsync(new { tags = tag }, Unique("title"));

        (await Api.ControlAsync(push, "revoke", Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);

        var found = await Eventually.SeeAsync(
            async cancellation => (await Api.GetPushAsync(push, cancellation)).Body,
            body => Text(body, "state") == "Revoked" && !body.GetProperty("recall").GetProperty("running").GetBoolean(), Cancel);
        found.GetProperty("walk").GetProperty("running").GetBoolean().ShouldBeFalse();
        foreach (var count in found.GetProperty("counts").EnumerateObject()) count.Name.ShouldBe("Revoked");
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_node_that_dies_on_the_way_loses_nobody_and_reaches_nobody_twice(string point, int count)
    {
        await using var mortal = await NodeProcess.StartAsync(
            await Node.CreateDatabaseAsync(Cancel), new Dictionary<string, string> { ["PUSHWAY_CRASH_AT"] = $"{point}:{count}" }, Cancel);
        using var api = PushApi.Of(mortal);
        (await TagContract.UploadAsync(api, "all", Many())).Status.ShouldBe(HttpStatusCode.OK);
        var devices = await ConnectAllAsync(mortal);
        var (title, key) = (Unique("title"), Unique("call"));
        var call = new { audience = new { tags = "all" }, notification = new { title } };

        try
        {
            await api.PushAsync(call, key, Cancel);
        }
        catch (HttpRequestException)
        {
            // It died before it could answer; the call is repeated below.
        }
        await mortal.Process.WaitForExitAsync(Limit, Cancel);
        await mortal.RestartAsync(Cancel);
        var push = (await api.PushAsync(call, key, Cancel)).Id;

        await ShouldReachAllOnceAsync(api, push, title, devices);
    }

    [Fact]
    public async Task Killed_at_any_moment_it_goes_on_where_it_was()
    {
        await using var mortal = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(mortal);
        await TagContract.UploadAsync(api, "all", Many());
        var devices = await ConnectAllAsync(mortal);
        var title = Unique("title");
        var push = await PushAsync(api, new { tags = "all" }, title);

        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(Random.Shared.Next(60), Cancel);
            mortal.Kill();
            await mortal.RestartAsync(Cancel);
        }

        await ShouldReachAllOnceAsync(api, push, title, devices);
    }

    [Fact]
    public async Task An_upload_whose_node_dies_is_interrupted_and_repeating_it_does_no_harm()
    {
        await using var mortal = await NodeProcess.StartAsync(
            await Node.CreateDatabaseAsync(Cancel), new Dictionary<string, string> { ["PUSHWAY_CRASH_AT"] = $"{CrashPoints.UploadPart}:1" }, Cancel);
        using var api = PushApi.Of(mortal);

        await Should.ThrowAsync<HttpRequestException>(() => TagContract.UploadAsync(api, "all", Many()));
        await mortal.Process.WaitForExitAsync(Limit, Cancel);
        await mortal.RestartAsync(Cancel);

        var upload = await Eventually.SeeAsync(
            async cancellation => (await api.CallAsync(HttpMethod.Get, "tags/all/uploads", null, cancellation)).Body.GetProperty("items")[0],
            one => Text(one, "state") == "interrupted", Cancel, TimeSpan.FromSeconds(60));
        Number(upload, "added").ShouldBe(1_000);
        var again = (await TagContract.UploadAsync(api, "all", Many())).Body;
        (Number(again, "added"), Number(again, "known")).ShouldBe((Users - 1_000, 1_000));
    }

    private static string Many() => string.Concat(Enumerable.Range(0, Users).Select(static i => $"user-{i:0000}\n"));

    /// <summary>A device of the first, some middle and the last user.</summary>
    private static async Task<List<TestDevice>> ConnectAllAsync(NodeProcess node)
    {
        var devices = new List<TestDevice>();
        foreach (var number in (int[])[0, 499, 500, 777, Users - 1])
        {
            var device = await TestDevice.ConnectAsync(node, null, Cancel);
            await device.BindAsync($"user-{number:0000}", Cancel);
            devices.Add(device);
        }
        return devices;
    }

    private static async Task ShouldReachAllOnceAsync(PushApi api, string push, string title, List<TestDevice> devices)
    {
        var walked = await SeeWalkedAsync(api, push);
        Number(walked.GetProperty("walk"), "matched").ShouldBe(Users, walked.GetRawText());
        foreach (var device in devices) await device.UntilAsync(title, Cancel);
        await Eventually.SeeAsync(
            async cancellation => (await api.GetPushAsync(push, cancellation)).Body.GetProperty("counts"),
            counts => counts.TryGetProperty("Delivered", out var delivered) && delivered.GetInt32() == devices.Count
                && Number(counts, "Waiting") == Users - devices.Count, Cancel);
        var targets = (await api.GetDeliveriesAsync(push, Cancel)).Select(static one => Text(one, "target")).ToList();
        targets.Count.ShouldBe(Users);
        targets.Distinct().Count().ShouldBe(Users);
        foreach (var device in devices)
        {
            device.Titles.Items.Count(one => one == title).ShouldBe(1);
            await device.DisposeAsync();
        }
    }

    private static Task<JsonElement> SeeWalkedAsync(PushApi api, string push) => Eventually.SeeAsync(
        async cancellation => (await api.GetPushAsync(push, cancellation)).Body,
        body => !body.GetProperty("walk").GetProperty("running").GetBoolean(), Cancel);

    private async Task<Device.Identity> BoundAsync(string user)
    {
        var device = await RegisterAsync();
        (await Rpc.BindAsync(device, user, Cancel)).Status.ShouldBe(1000);
        return device;
    }

    private async Task<long> StatisticsAsync(string push) => await Eventually.SeeAsync(
        async cancellation => (await Api.CallAsync(HttpMethod.Get, $"statistics?push={push}&kind=tags", null, cancellation))
            .Body.GetProperty("total").GetProperty("delivered").GetInt64(),
        delivered => delivered == 2, Cancel);

    private static Task<ApiAnswer> AddAsync(PushApi api, string tag, params string[] users) =>
        api.CallAsync(HttpMethod.Post, $"tags/{tag}/members", new { users }, Cancel);

    private static Task<ApiAnswer> EstimateAsync(PushApi api, string tags) =>
        api.CallAsync(HttpMethod.Post, "audience/estimate", new { audience = new { tags } }, Cancel);

    private static long Number(JsonElement item, string name) => item.GetProperty(name).GetInt64();
}

public sealed class SqliteTagPushTests(SqliteNode node) : TagPushContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresTagPushTests(PostgresNode node) : TagPushContract(node), IClassFixture<PostgresNode>;
