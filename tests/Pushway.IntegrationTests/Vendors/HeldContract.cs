using System.Globalization;
using System.Net;
using Pushway.Device;

namespace Pushway.IntegrationTests.Vendors;

/// <summary>Held messages and vendors: nobody is asked before the time has come, then the way is chosen as for a new message.</summary>
public abstract class HeldContract(VendorNode node) : VendorContract(node)
{
    [Fact]
    public async Task Auto_gives_it_to_the_vendor_when_its_time_has_come()
    {
        var (device, token) = await WithTokenAsync();
        var due = TimeProvider.System.GetUtcNow().AddSeconds(2);

        var push = await HoldAsync(device, "auto", due);

        await Vendor.WaitForAsync(token, 1, Cancel);
        TimeProvider.System.GetUtcNow().ShouldBeGreaterThanOrEqualTo(due.AddTicks(-(due.Ticks % TimeSpan.TicksPerSecond)));
        Steps(await SeeAsync(push, "AcceptedByVendor")).Take(2).ShouldBe(["Waiting held held: local_time", "Waiting test owner_changed: hold_ended"]);
    }

    [Fact]
    public async Task The_tokens_of_the_moment_of_release_count()
    {
        var device = await RegisterAsync();
        var push = await HoldAsync(device, "vendor-only", TimeProvider.System.GetUtcNow().AddSeconds(3));
        var token = Unique("token");
        await ReportAsync(device, token);

        await Vendor.WaitForAsync(token, 1, Cancel);

        await SeeAsync(push, "AcceptedByVendor");
    }

    [Fact]
    public async Task Vendor_only_without_a_token_is_rejected_when_it_is_released()
    {
        var push = await HoldAsync(await RegisterAsync(), "vendor-only", TimeProvider.System.GetUtcNow().AddSeconds(2));

        Text(await SeeAsync(push, "Rejected"), "reason").ShouldBe("no_vendor_token");
    }

    [Fact]
    public async Task Own_first_is_released_to_the_own_connection_and_goes_on_to_the_vendor_if_it_is_not_confirmed()
    {
        var (device, token) = await WithTokenAsync();
        var push = await HoldAsync(device, "own-first", TimeProvider.System.GetUtcNow().AddSeconds(2));

        await Vendor.WaitForAsync(token, 1, Cancel);

        Steps(await SeeAsync(push, "AcceptedByVendor")).ShouldContain("Waiting gateway owner_changed: hold_ended");
    }

    private async Task<string> HoldAsync(Identity device, string policy, DateTimeOffset due)
    {
        var answer = await Api.PushAsync(
            new
            {
                audience = ToDevices(device),
                notification = new { title = Unique("title") },
                policy,
                confirmWithinSeconds = 1,
                shaping = new { localTime = due.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture) },
            },
            Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        return answer.Id;
    }
}

public sealed class SqliteHeldTests(SqliteVendorNode node) : HeldContract(node), IClassFixture<SqliteVendorNode>;

public sealed class PostgresHeldTests(PostgresVendorNode node) : HeldContract(node), IClassFixture<PostgresVendorNode>;
