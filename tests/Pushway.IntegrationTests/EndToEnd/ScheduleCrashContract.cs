using System.Net;
using Pushway.Core;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>A node that dies as by <c>kill -9</c> while it starts a scheduled push: every occurrence has one push all the same.</summary>
public abstract class ScheduleCrashContract(RunningNode node) : EndToEndContract(node)
{
    public static TheoryData<string, int> Points => new()
    {
        { CrashPoints.OccurrenceClaimed, 1 },
        { CrashPoints.OccurrenceClaimed, 2 },
        { CrashPoints.OccurrenceStarted, 1 },
        { CrashPoints.OccurrenceStarted, 2 },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Each_occurrence_has_exactly_one_push_wherever_the_node_dies(string point, int count)
    {
        await using var mortal = await NodeProcess.StartAsync(
            await Node.CreateDatabaseAsync(Cancel), new Dictionary<string, string> { ["PUSHWAY_CRASH_AT"] = $"{point}:{count}" }, Cancel);
        using var api = PushApi.Of(mortal);
        var device = await new RpcClient(mortal.HttpAddress, mortal.FirstStart).RegisterAsync(Cancel);
        await using (await TestDevice.ConnectAsync(mortal, device, Cancel))
        {
        }
        var startAt = TimeProvider.System.GetUtcNow().AddSeconds(2);
        var at = new DateTimeOffset(startAt.Ticks - (startAt.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var titles = (Devices: Unique("devices"), Everyone: Unique("everyone"));
        var schedule = new { every = "day", at = at.ToString("HH:mm:ss"), timeZone = "UTC" };
        string[] parents =
        [
            await AcceptAsync(api, new { audience = ToDevices(device), notification = new { title = titles.Devices }, schedule }),
            await AcceptAsync(api, new { audience = ToEveryone, notification = new { title = titles.Everyone }, schedule }),
        ];
        await mortal.Process.WaitForExitAsync(Limit, Cancel);
        await mortal.RestartAsync(Cancel);

        foreach (var parent in parents)
        {
            var started = await Eventually.SeeAsync(
                cancellation => api.SendAsync(new(HttpMethod.Get, $"/v1/schedules?schedule={parent}&state=Started"), cancellation),
                page => page.Body.GetProperty("items").GetArrayLength() > 0, Cancel);
            started.Body.GetProperty("items").GetArrayLength().ShouldBe(1);
        }
        await using var connected = await TestDevice.ConnectAsync(mortal, device, Cancel);
        await connected.UntilAsync(titles.Devices, Cancel);
        await connected.UntilAsync(titles.Everyone, Cancel);
        var last = Unique("last");
        await PushAsync(api, ToDevices(device), last);
        var seen = await connected.UntilAsync(last, Cancel);
        seen.Order().ShouldBe(((string[])[titles.Devices, titles.Everyone, last]).Order());
    }

    private static async Task<string> AcceptAsync(PushApi api, object push)
    {
        var answer = await api.PushAsync(push, Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        return answer.Id;
    }
}

public sealed class SqliteScheduleCrashTests(SqliteNode node) : ScheduleCrashContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresScheduleCrashTests(PostgresNode node) : ScheduleCrashContract(node), IClassFixture<PostgresNode>;
