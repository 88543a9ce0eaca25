using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Statistics over REST.</summary>
public abstract class StatisticsApiContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task A_delivered_message_is_in_the_statistics_of_its_push_at_once()
    {
        var (one, two) = (await RegisterAsync(), await RegisterAsync());
        await using var device = await ConnectAsync(one);
        var title = Unique("counted");
        var push = await PushAsync(ToDevices(one, two), title);
        await device.UntilAsync(title, Cancel);
        await Eventually.SeeAsync(
            async _ => Counts(await JsonAsync($"/v1/statistics?push={push}")),
            counts => counts.GetProperty("delivered").GetInt32() == 1, Cancel);

        var answer = await JsonAsync($"/v1/statistics?push={push}&step=minute&by=channel,kind");
        var total = Counts(answer);
        (total.GetProperty("pushes").GetInt32(), total.GetProperty("messages").GetInt32(), total.GetProperty("sent").GetInt32())
            .ShouldBe((1, 2, 1));
        (total.GetProperty("deliveryRate").GetDouble(), total.GetProperty("openRate").GetDouble()).ShouldBe((1, 0));
        var groups = answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("group").GetRawText()).Distinct();
        groups.ShouldBe(["""{"channel":"","kind":"devices"}""", """{"channel":"gateway","kind":"devices"}"""]);
    }

    [Fact]
    public async Task Figures_and_failures_come_as_CSV_too()
    {
        var push = await PushAsync(ToDevices("unknown-device-1", "unknown-device-2"), Unique("csv"));

        var figures = await TextAsync($"/v1/statistics?push={push}&format=csv&by=push");
        figures.ShouldStartWith("at,platform,channel,kind,version,push,pushes,messages,sent,acceptedByVendor,delivered,");
        figures.ShouldContain($",,,,,{push},1,2,0,0,0,0,0,0,2,,,,,1\r\n");
        var failures = await TextAsync($"/v1/statistics/failures?push={push}&format=csv");
        failures.ShouldEndWith(",,,,,,Rejected,device_unknown,2\r\n");
    }

    [Theory]
    [InlineData("step=week", "query_invalid")]
    [InlineData("from=yesterday", "query_invalid")]
    [InlineData("from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "query_invalid")]
    [InlineData("to=0001-01-01T00:00:00Z", "query_invalid")]
    [InlineData("by=color", "query_invalid")]
    [InlineData("by=push", "query_invalid")]
    [InlineData("kind=2", "query_invalid")]
    [InlineData("push=x", "query_invalid")]
    [InlineData("format=xml", "query_invalid")]
    [InlineData("version=1&kind=users", "query_invalid")]
    [InlineData("version=1&push=1", "query_invalid")]
    [InlineData("by=version&step=minute", "query_invalid")]
    [InlineData("step=minute&from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z", "too_many_steps")]
    [InlineData("step=hour&by=version&from=2026-01-01T00:00:00Z&to=2026-01-06T00:00:00Z", "too_many_steps")]
    public async Task A_query_that_is_wrong_is_refused_with_a_code(string query, string code)
    {
        foreach (var path in (string[])["statistics", "statistics/failures"])
        {
            using var response = await SendAsync($"/v1/{path}?{query}");
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            Text(JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).RootElement, "code").ShouldBe(code);
        }
    }

    private static JsonElement Counts(JsonElement answer) => answer.GetProperty("total");

    private async Task<JsonElement> JsonAsync(string path) => JsonDocument.Parse(await TextAsync(path)).RootElement;

    private async Task<string> TextAsync(string path)
    {
        using var response = await SendAsync(path);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    private async Task<HttpResponseMessage> SendAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = Node.Process.HttpAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", App.ApiToken);
        return await http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
    }
}

public sealed class SqliteStatisticsApiTests(SqliteNode node) : StatisticsApiContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresStatisticsApiTests(PostgresNode node) : StatisticsApiContract(node), IClassFixture<PostgresNode>;
