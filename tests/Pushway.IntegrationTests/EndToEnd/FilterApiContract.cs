using System.Net;
using Pushway.Device;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Pushes to everyone that mean some devices only. Each test has a platform that nobody else has.</summary>
public abstract class FilterApiContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task A_connected_device_gets_what_its_platform_and_login_let_through_and_once()
    {
        var (platform, user) = (Platform(), Unique("user"));
        await using var device = await ConnectAsync(await RegisterAsync());
        await ReportAsync(device.Identity, platform);
        var (bound, unbound, last) = (Unique("bound"), Unique("unbound"), Unique("last"));
        await PushAsync(Everyone(new { platforms = new[] { platform }, login = "bound" }), bound);
        await PushAsync(Everyone(new { platforms = new[] { platform }, login = "unbound" }), unbound);
        (await device.UntilAsync(unbound, Cancel)).ShouldNotContain(bound);

        await device.BindAsync(user, Cancel);
        await device.UntilAsync(bound, Cancel);
        (await Rpc.UnbindAsync(device.Identity, user, Cancel)).Status.ShouldBe(1000);
        await device.BindAsync(Unique("user"), Cancel);
        await PushAsync(ToDevices(device.Identity), last);

        var titles = await device.UntilAsync(last, Cancel);
        titles.Where(title => title == bound || title == unbound).ShouldBe([unbound, bound]);
    }

    [Fact]
    public async Task A_platform_that_is_reported_later_brings_what_is_open_for_it()
    {
        var platform = Platform();
        await using var device = await ConnectAsync(await RegisterAsync());
        var title = Unique("platform");
        await PushAsync(Everyone(new { platforms = new[] { platform } }), title);

        await ReportAsync(device.Identity, platform);

        await device.UntilAsync(title, Cancel);
    }

    [Fact]
    public async Task A_device_that_connects_later_is_judged_as_it_is_then()
    {
        var platform = Platform();
        var (old, fresh) = (await RegisterAsync(), Unique("title"));
        await ReportAsync(old, platform);
        var (known, all, last) = (Unique("known"), Unique("all"), Unique("last"));
        await PushAsync(Everyone(new { platforms = new[] { platform }, newDevices = false }), known);
        await PushAsync(Everyone(new { platforms = new[] { platform }, unboundWithinDays = 7 }), fresh);
        await PushAsync(Everyone(new { platforms = new[] { platform } }), all);
        var young = await RegisterAsync();
        await ReportAsync(young, platform);
        foreach (var identity in new[] { old, young }) await PushAsync(ToDevices(identity), last);

        await using var first = await ConnectAsync(old);
        await using var second = await ConnectAsync(young);

        string[] mine = [known, fresh, all];
        (await first.UntilAsync(last, Cancel)).Where(mine.Contains).ShouldBe([known, all]);
        (await second.UntilAsync(last, Cancel)).Where(mine.Contains).ShouldBe([all]);
    }

    [Theory]
    [InlineData("""{"platforms":["iOS"]}""")]
    [InlineData("""{"platforms":[null]}""")]
    [InlineData("""{"platforms":"ios"}""")]
    [InlineData("""{"login":"maybe"}""")]
    [InlineData("""{"boundAfter":"2026-11-01T12:00:00"}""")]
    [InlineData("""{"boundAfter":"yesterday"}""")]
    [InlineData("""{"boundAfter":"2026-11-02T00:00:00Z","boundBefore":"2026-11-01T00:00:00Z"}""")]
    [InlineData("""{"boundWithinDays":0}""")]
    [InlineData("""{"login":"bound","unboundWithinDays":7}""")]
    [InlineData("""{"newDevices":1}""")]
    public async Task A_filter_that_makes_no_sense_is_refused(string everyone) => await ShouldStoreNothingAsync(
        () => Api.PushAsync("""{"notification":{"title":"t"},"audience":{"everyone":""" + everyone + "}}", Cancel),
        HttpStatusCode.BadRequest, "filter_invalid");

    private static string Platform() => Unique("p")[..32];

    private static object Everyone(object filter) => new { everyone = filter };

    private async Task ReportAsync(Identity device, string platform)
    {
        var body = System.Text.Json.JsonSerializer.Serialize(new { platform });
        (await Rpc.SendAsync(Rpc.Request("mps.client.report", body, device), Cancel)).Status.ShouldBe(1000);
    }
}

public sealed class SqliteFilterApiTests(SqliteNode node) : FilterApiContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresFilterApiTests(PostgresNode node) : FilterApiContract(node), IClassFixture<PostgresNode>;
