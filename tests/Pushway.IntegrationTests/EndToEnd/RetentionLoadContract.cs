using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Pushway.IntegrationTests.Statistics;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Old pushes go from a node that is at work, and nobody there notices.</summary>
public abstract class RetentionLoadContract(RunningNode node) : EndToEndContract(node)
{
    private const int Devices = 5;
    private const int OldPushes = 20;
    private const int TargetsOfOne = 1_000;

    /// <summary>Shorter than the default, so that what is eight days old goes because of the setting.</summary>
    private static readonly string[] Settings = ["--Retention:PushDays=7"];

    [Fact]
    public async Task Old_pushes_go_beside_load_and_no_message_is_lost_refused_or_repeated()
    {
        await using var process = await Node.StartAsync(Settings, Cancel);
        using var api = PushApi.Of(process);
        var devices = new List<TestDevice>();
        for (var i = 0; i < Devices; i++) devices.Add(await TestDevice.ConnectAsync(process, identity: null, Cancel));
        var away = devices[^1].Identity;
        await devices[^1].DisposeAsync();
        devices.RemoveAt(Devices - 1);
        var waiting = Unique("waiting");
        string[] young = [await PushAsync(api, ToDevices(devices[0].Identity), Unique("young")), await PushAsync(api, ToDevices(away), waiting)];
        var old = await HistoryAsync(api, devices);
        (await process.StopAsync(Cancel)).ShouldBe(0);
        await AgeAsync(process, old, TimeSpan.FromDays(8));
        await AgeAsync(process, young[..1], TimeSpan.FromDays(6));

        // The sweep begins with the node.
        await process.RestartAsync(Cancel);
        var (sent, longest) = await LoadAsync(process, api, devices, old);

        sent.Count.ShouldBeGreaterThan(50);
        foreach (var ofDevice in sent.GroupBy(static one => one.Device, static one => one.Title))
        {
            foreach (var title in ofDevice) await ofDevice.Key.UntilAsync(title, Cancel);
            ofDevice.Key.Titles.Items.Where(ofDevice.Contains).ShouldBe(ofDevice, ignoreOrder: true);
        }
        foreach (var (id, _, _) in sent) await SeeAsync(api, id, "Delivered");
        foreach (var id in young) (await api.GetPushAsync(id, Cancel)).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var id in old) (await api.GetPushAsync(id, Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        await using var back = await TestDevice.ConnectAsync(process, away, Cancel);
        await back.UntilAsync(waiting, Cancel);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{sent.Count} pushes beside the sweep, the slowest answered in {longest.TotalMilliseconds:F0} ms"));
        foreach (var device in devices) await device.DisposeAsync();
    }

    /// <summary>Pushes to the devices and to many who do not exist; all of them have ended.</summary>
    private static async Task<string[]> HistoryAsync(PushApi api, List<TestDevice> devices)
    {
        string[] ids = [.. devices.Select(static one => one.Identity.DeviceId), .. Enumerable.Range(0, TargetsOfOne - devices.Count).Select(static i => $"nobody-{i}")];
        var pushes = new string[OldPushes];
        for (var i = 0; i < OldPushes; i++)
        {
            var title = Unique("old");
            pushes[i] = await PushAsync(api, ToDevices(ids), title);
            foreach (var device in devices) await device.UntilAsync(title, Cancel);
        }
        foreach (var push in pushes)
        {
            await Eventually.SeeAsync(
                cancellation => api.GetDeliveriesAsync(push, cancellation),
                static found => found.Count == TargetsOfOne && found.All(static one => one.GetProperty("state").GetString() is "Delivered" or "Rejected"),
                Cancel);
        }
        return pushes;
    }

    private static async Task AgeAsync(NodeProcess process, string[] pushes, TimeSpan by)
    {
        await using var database = NodeDatabase.Open(process);
        await database.MigrateAsync(Cancel);
        var at = (TimeProvider.System.GetUtcNow() - by).ToUnixTimeMilliseconds();
        var changed = await database.WriteAsync(
            session => session.ExecuteAsync(
                $"UPDATE pushes SET accepted_at = @at - 3600000, expires_at = @at WHERE push_id IN ({string.Join(", ", pushes)})", ("at", at)),
            Cancel);
        changed.ShouldBe(pushes.Length);
    }

    /// <summary>Pushes to the devices until no row of an old push is left.</summary>
    private static async Task<(ConcurrentBag<(string Id, TestDevice Device, string Title)> Sent, TimeSpan Longest)> LoadAsync(
        NodeProcess process, PushApi api, List<TestDevice> devices, string[] old)
    {
        var sent = new ConcurrentBag<(string, TestDevice, string)>();
        var slowest = new ConcurrentBag<TimeSpan>();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var callers = devices.ConvertAll(async device =>
        {
            while (!gone.IsCancellationRequested)
            {
                var title = Unique("new");
                var began = Stopwatch.GetTimestamp();
                sent.Add((await PushAsync(api, ToDevices(device.Identity), title), device, title));
                slowest.Add(Stopwatch.GetElapsedTime(began));
            }
        });
        await using var database = NodeDatabase.Open(process);
        var rows = $"""
            SELECT (SELECT count(*) FROM pushes WHERE push_id IN ({string.Join(", ", old)}))
                + (SELECT count(*) FROM deliveries WHERE push_id IN ({string.Join(", ", old)}))
            """;
        try
        {
            await Eventually.SeeAsync(
                async cancellation => await database.ReadAsync(session => session.FirstAsync(rows, static row => row.GetInt64(0)), cancellation),
                static left => left == 0, Cancel, TimeSpan.FromSeconds(60));
        }
        finally
        {
            await gone.CancelAsync();
        }
        await Task.WhenAll(callers);
        return (sent, slowest.Max());
    }
}

public sealed class SqliteRetentionLoadTests(SqliteNode node) : RetentionLoadContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresRetentionLoadTests(PostgresNode node) : RetentionLoadContract(node), IClassFixture<PostgresNode>;
