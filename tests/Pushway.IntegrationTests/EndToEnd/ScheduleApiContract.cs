using System.Globalization;
using System.Net;
using System.Text.Json;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Scheduled pushes over REST, on a real node and a real clock.</summary>
public abstract class ScheduleApiContract(RunningNode node) : EndToEndContract(node)
{
    private static DateTimeOffset Soon => TimeProvider.System.GetUtcNow().AddSeconds(2);
    private static DateTimeOffset Later => TimeProvider.System.GetUtcNow().AddDays(3);

    [Fact]
    public async Task A_push_starts_at_its_time_and_reaches_users_who_logged_in_meanwhile()
    {
        var identity = await RegisterAsync();
        await using var device = await ConnectAsync(identity);
        var (user, title) = (Unique("user"), Unique("title"));
        var startAt = Soon;
        var push = await ScheduleAsync(ToUsers(user), title, startAt);
        (await Rpc.BindAsync(identity, user, Cancel)).Status.ShouldBe(1000);

        var planned = (await Api.GetDeliveriesAsync(push, Cancel)).ShouldHaveSingleItem();
        Text(planned, "why").ShouldBe($"It is scheduled for {startAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.");
        Text((await Api.GetPushAsync(push, Cancel)).Body, "state").ShouldBe("Scheduled");

        await device.UntilAsync(title, Cancel);
        TimeProvider.System.GetUtcNow().ShouldBeGreaterThanOrEqualTo(startAt);
        await SeeAsync(push, "Delivered");
        var occurrence = (await ListAsync($"schedule={push}")).ShouldHaveSingleItem();
        Text(occurrence, "state").ShouldBe("Started");
        Text(occurrence, "pushId").ShouldBe(push);
        Text(occurrence, "title").ShouldBe(title);
        (await CancelAsync(push)).Code.ShouldBe("schedule_ended");
    }

    [Fact]
    public async Task A_push_that_repeats_makes_a_push_of_each_occurrence()
    {
        await using var device = await ConnectAsync(await RegisterAsync());
        var title = Unique("title");
        var at = Soon;
        var call = await Api.PushAsync(
            new
            {
                audience = ToDevices(device.Identity),
                notification = new { title },
                schedule = new
                {
                    every = "day",
                    at = at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                    until = at.UtcDateTime.AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    timeZone = "UTC",
                },
            },
            Cancel);
        call.Status.ShouldBe(HttpStatusCode.Accepted, call.ToString());

        await device.UntilAsync(title, Cancel);

        var occurrences = await ListAsync($"schedule={call.Id}");
        occurrences.Select(one => Text(one, "state")).ShouldBe(["Started", "Waiting", "Waiting"]);
        var child = Text(occurrences[0], "pushId")!;
        child.ShouldNotBe(call.Id);
        await SeeAsync(child, "Delivered");
        Text((await Api.GetPushAsync(child, Cancel)).Body, "scheduleId").ShouldBe(call.Id);
        Text((await Api.GetPushAsync(call.Id, Cancel)).Body, "state").ShouldBe("Scheduled");
        (await CancelAsync($"{call.Id}/occurrences/{Text(occurrences[1], "id")}")).Status.ShouldBe(HttpStatusCode.NoContent);
        var schedule = (await GetAsync($"/v1/schedules/{call.Id}")).Body;
        Text(schedule, "state").ShouldBe("Open");
        schedule.GetProperty("schedule").GetProperty("every").GetString().ShouldBe("day");
        schedule.GetProperty("occurrences").GetProperty("Cancelled").GetInt32().ShouldBe(1);
        (await CancelAsync(call.Id)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await CancelAsync(call.Id)).Status.ShouldBe(HttpStatusCode.NoContent);
        Text((await Api.GetPushAsync(call.Id, Cancel)).Body, "state").ShouldBe("Revoked");
    }

    [Fact]
    public async Task A_broadcast_is_offered_to_the_connected_and_to_those_who_come_when_it_has_started()
    {
        await using var own = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(own);
        await using var before = await TestDevice.ConnectAsync(own, null, Cancel);
        var (first, second) = (Unique("planned"), Unique("at-once"));
        var push = await ScheduleAsync(api, ToEveryone, first, Soon);
        await PushAsync(api, ToEveryone, second);

        (await before.UntilAsync(first, Cancel)).ShouldBe([second, first]);

        await using var late = await TestDevice.ConnectAsync(own, null, Cancel);
        (await late.UntilAsync(first, Cancel)).ShouldContain(first);
        await Eventually.SeeAsync(
            cancellation => api.GetPushAsync(push, cancellation),
            found => found.Body.GetProperty("counts").TryGetProperty("Delivered", out var count) && count.GetInt32() == 2, Cancel);
    }

    [Fact]
    public async Task What_is_paused_does_not_start_and_what_is_revoked_never_does()
    {
        await using var device = await ConnectAsync(await RegisterAsync());
        var (paused, revoked, last) = (Unique("paused"), Unique("revoked"), Unique("last"));
        var push = await ScheduleAsync(ToDevices(device.Identity), paused, Soon);
        var never = await ScheduleAsync(ToDevices(device.Identity), revoked, Soon);
        (await Api.ControlAsync(push, "pause", Cancel)).Status.ShouldBe(HttpStatusCode.OK);
        (await Api.ControlAsync(never, "revoke", Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);
        await ScheduleAsync(ToDevices(device.Identity), last, Soon.AddSeconds(1));
        (await device.UntilAsync(last, Cancel)).ShouldBe([last]);
        ((await ListAsync($"schedule={push}"))[0].GetProperty("paused")).GetBoolean().ShouldBeTrue();

        (await Api.ControlAsync(push, "resume", Cancel)).Status.ShouldBe(HttpStatusCode.OK);

        (await device.UntilAsync(paused, Cancel)).ShouldBe([last, paused]);
        await SeeAsync(never, "Revoked");
    }

    [Fact]
    public async Task Starts_are_listed_in_a_window_of_time()
    {
        var startAt = DateTimeOffset.FromUnixTimeSeconds(Later.ToUnixTimeSeconds());
        var push = await ScheduleAsync(ToUsers(Unique("user")), Unique("title"), startAt);
        var window = $"from={startAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}&until={startAt.UtcDateTime.AddSeconds(1):yyyy-MM-ddTHH:mm:ssZ}";

        (await ListAsync(window)).Select(one => Text(one, "scheduleId")).ShouldContain(push);
        (await ListAsync($"{window}&state=Started")).ShouldBeEmpty();
        (await GetAsync("/v1/schedules?from=tomorrow")).Code.ShouldBe("query_invalid");
        (await GetAsync("/v1/schedules?state=Odd")).Code.ShouldBe("query_invalid");
        (await GetAsync("/v1/schedules?schedule=x")).Code.ShouldBe("query_invalid");
        (await GetAsync("/v1/schedules/1")).Code.ShouldBe("schedule_not_found");
        (await CancelAsync("1")).Code.ShouldBe("schedule_not_found");
        (await CancelAsync($"{push}/occurrences/1")).Code.ShouldBe("schedule_not_found");
        (await CancelAsync(push)).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("\"startAt\":\"2020-01-01T00:00:00Z\"", "schedule_in_past")]
    [InlineData("\"startAt\":\"2999-01-01T00:00:00Z\"", "schedule_too_far")]
    [InlineData("\"startAt\":\"2999-01-01T00:00:00\"", "schedule_invalid")]
    [InlineData("\"startAt\":7", "schedule_invalid")]
    [InlineData("\"schedule\":{}", "schedule_invalid")]
    [InlineData("\"schedule\":{\"every\":\"year\",\"at\":\"08:00\"}", "schedule_invalid")]
    [InlineData("\"schedule\":{\"every\":\"day\",\"at\":\"8\"}", "schedule_invalid")]
    [InlineData("\"schedule\":{\"every\":\"week\",\"on\":[9],\"at\":\"08:00\"}", "schedule_invalid")]
    [InlineData("\"schedule\":{\"every\":\"week\",\"on\":[\"Monday\"],\"at\":\"08:00\"}", "schedule_invalid")]
    [InlineData("\"schedule\":{\"every\":\"day\",\"at\":\"08:00\",\"from\":\"1.1.2027\"}", "schedule_invalid")]
    [InlineData("\"schedule\":{\"every\":\"day\",\"at\":\"08:00\",\"until\":\"2027-02-30\"}", "schedule_invalid")]
    [InlineData("\"schedule\":{\"every\":\"day\",\"at\":\"08:00\",\"timeZone\":\"Mars/Olympus\"}", "time_zone_invalid")]
    [InlineData("\"schedule\":{\"every\":\"day\",\"at\":\"08:00\",\"until\":\"2020-01-01\"}", "schedule_in_past")]
    [InlineData("\"schedule\":{\"every\":\"day\",\"at\":\"08:00\",\"until\":\"2999-01-01\"}", "schedule_too_far")]
    [InlineData("\"schedule\":{\"every\":\"day\",\"at\":\"08:00\",\"odd\":1}", "unknown_field")]
    public Task A_plan_that_cannot_be_kept_is_refused(string plan, string code) => ShouldStoreNothingAsync(
        () => Api.PushAsync($$"""{"audience":{"users":["alice"]},"notification":{"title":"hi"},{{plan}}}""", Cancel),
        HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task A_cycle_that_names_no_time_zone_has_that_of_the_app()
    {
        await using var own = await Node.StartAsync(["--Scheduling:MaxPerApp=1"], Cancel);
        using var api = PushApi.Of(own);
        var put = await api.SendAsync(
            new(HttpMethod.Put, "/v1/app/settings") { Content = new StringContent("""{"timeZone":"Asia/Tokyo"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) },
            Cancel);
        Text(put.Body, "timeZone").ShouldBe("Asia/Tokyo");
        var body = new { audience = ToUsers("alice"), notification = new { title = "hi" }, schedule = new { every = "week", on = new[] { 1 }, at = "08:00" } };
        var push = await api.PushAsync(body, Cancel);

        var page = await api.SendAsync(new(HttpMethod.Get, $"/v1/schedules?schedule={push.Id}&limit=1"), Cancel);
        var first = page.Body.GetProperty("items")[0].GetProperty("startAt").GetDateTimeOffset();
        (first.UtcDateTime.DayOfWeek, first.UtcDateTime.TimeOfDay).ShouldBe((DayOfWeek.Sunday, TimeSpan.FromHours(23)));
        page.Body.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.String);
        (await api.PushAsync(body, Cancel)).Code.ShouldBe("too_many_schedules");
    }

    private Task<string> ScheduleAsync(object audience, string title, DateTimeOffset startAt) =>
        ScheduleAsync(Api, audience, title, startAt);

    private static async Task<string> ScheduleAsync(PushApi api, object audience, string title, DateTimeOffset startAt)
    {
        var answer = await api.PushAsync(new { audience, notification = new { title }, startAt, ttlSeconds = 3600 }, Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        return answer.Id;
    }

    private async Task<List<JsonElement>> ListAsync(string query)
    {
        var page = await GetAsync($"/v1/schedules?{query}");
        page.Status.ShouldBe(HttpStatusCode.OK, page.ToString());
        return [.. page.Body.GetProperty("items").EnumerateArray()];
    }

    private Task<ApiAnswer> GetAsync(string path) => Api.SendAsync(new(HttpMethod.Get, path), Cancel);

    private Task<ApiAnswer> CancelAsync(string path) => Api.SendAsync(new(HttpMethod.Post, $"/v1/schedules/{path}/cancel"), Cancel);
}

public sealed class SqliteScheduleApiTests(SqliteNode node) : ScheduleApiContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresScheduleApiTests(PostgresNode node) : ScheduleApiContract(node), IClassFixture<PostgresNode>;
