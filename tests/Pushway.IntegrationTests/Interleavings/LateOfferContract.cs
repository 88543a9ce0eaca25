using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.IntegrationTests.Stepping;

namespace Pushway.IntegrationTests.Interleavings;

/// <summary>A message that a newer one replaced between its acceptance and its being offered to the device's connection.</summary>
public abstract class LateOfferContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private protected abstract Task<Dictionary<string, string?>> CreateDatabaseAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_replaced_is_not_sent_after_what_replaced_it_however_late_it_is_offered()
    {
        await using var node = await StartedNode.OnAsync(await CreateDatabaseAsync(), "node", new Neighbours(), Cancel);
        var now = TimeProvider.System.GetUtcNow();
        var app = (await node.Get<IAppStore>().CreateAsync(new NewApp("app", "default", "test", now), Cancel))!;
        var nonce = RandomNumberGenerator.GetBytes(DeviceRegistration.MinNonceBytes);
        var identity = await node.Get<DeviceRegistration>().IssueAsync(app, nonce, "test", Cancel);
        var device = node.Device(app, identity);
        await device.ConnectAsync(Cancel);

        var late = await AcceptAsync(node, app, device, "late");
        var stillOpen = await AcceptAsync(node, app, device, "open", "another");
        await PushAsync(node, app, device, "newer");
        await OfferAsync(node, late, "late");
        await OfferAsync(node, stillOpen, "open");
        await PushAsync(node, app, device, "last");

        await UntilAsync(device, "last");
        device.Received.ShouldContain("newer");
        device.Received.ShouldContain("open");
        device.Received.ShouldNotContain("late");
        await device.DisconnectAsync();
    }

    [Fact]
    public async Task A_message_under_a_binding_that_the_connection_has_not_heard_of_is_sent_once()
    {
        await using var node = await StartedNode.OnAsync(await CreateDatabaseAsync(), "node", new Neighbours(), Cancel);
        var now = TimeProvider.System.GetUtcNow();
        var app = (await node.Get<IAppStore>().CreateAsync(new NewApp("app", "default", "test", now), Cancel))!;
        var nonce = RandomNumberGenerator.GetBytes(DeviceRegistration.MinNonceBytes);
        var device = node.Device(app, await node.Get<DeviceRegistration>().IssueAsync(app, nonce, "test", Cancel));
        await device.ConnectAsync(Cancel);
        await PushAsync(node, app, device, "connected");
        // As another node would: the store knows, this node's connection does not.
        var address = new DeviceAddress(app.Key, device.Id);
        await node.Get<IDeviceStore>().BindAsync(address, new BindingRequest("alice", 1, now), Cancel);

        var request = new PushRequest(
            new Audience(AudienceKind.Users, [new NamedTarget("alice", null)]), new Notification("hers", null, null, null));
        (await node.Get<PushIntake>().AcceptAsync(app.Key, request, Cancel)).ShouldBeOfType<PushReply.Accepted>();

        await UntilAsync(device, "hers");
        await PushAsync(node, app, device, "last");
        device.Received.Count(title => title == "hers").ShouldBe(1);
        await device.DisconnectAsync();
    }

    [Fact]
    public async Task A_message_that_a_device_confirmed_is_not_sent_again_however_late_it_is_offered()
    {
        await using var node = await StartedNode.OnAsync(await CreateDatabaseAsync(), "node", new Neighbours(), Cancel);
        var now = TimeProvider.System.GetUtcNow();
        var app = (await node.Get<IAppStore>().CreateAsync(new NewApp("app", "default", "test", now), Cancel))!;
        var nonce = RandomNumberGenerator.GetBytes(DeviceRegistration.MinNonceBytes);
        var device = node.Device(app, await node.Get<DeviceRegistration>().IssueAsync(app, nonce, "test", Cancel));
        await device.ConnectAsync(Cancel, window: 1);
        var address = new DeviceAddress(app.Key, device.Id);

        var late = await AcceptAsync(node, app, device, "late", collapseKey: null);
        node.Get<IDeviceSessions>().Wake(address);
        await UntilAsync(device, "late");
        await PushAsync(node, app, device, "newer");
        await PushAsync(node, app, device, "newest");
        await UntilIdleAsync(node, address);
        await OfferAsync(node, late, "late", collapseKey: null);
        await PushAsync(node, app, device, "last");

        device.Received.Count(title => title == "late").ShouldBe(1);
        await device.DisconnectAsync();
    }

    private static async Task UntilIdleAsync(CoreNode node, DeviceAddress address)
    {
        var waited = Stopwatch.StartNew();
        var idle = new List<DeviceAddress>();
        while (!idle.Contains(address))
        {
            waited.Elapsed.ShouldBeLessThan(Patience, "The connection is not idle.");
            await Task.Yield();
            var position = 0;
            do position = node.Get<IDeviceSessions>().ListIdle(position, idle);
            while (position != 0);
        }
    }

    private static async Task<IReadOnlyList<Delivery>> AcceptAsync(
        CoreNode node, App app, LoopbackDevice device, string title, string? collapseKey = "key")
    {
        var now = TimeProvider.System.GetUtcNow();
        var push = new NewPush
        {
            App = app.Key,
            Audience = new Audience(AudienceKind.Devices, [new NamedTarget(device.Id.Value, null)]),
            Content = Content(title),
            ContentHash = SHA256.HashData(Encoding.UTF8.GetBytes(title)),
            RequestHash = SHA256.HashData(Encoding.UTF8.GetBytes(title)),
            Policy = ChannelPolicy.Auto,
            CollapseKey = collapseKey,
            Priority = 0,
            AcceptedAt = now,
            ExpiresAt = now.AddHours(1),
            ResolveNow = true,
        };
        var outcome = await node.Get<IPushStore>().AcceptAsync(push, Cancel);
        return outcome.ShouldBeOfType<AcceptOutcome.Accepted>().Deliveries;
    }

    private static async Task PushAsync(CoreNode node, App app, LoopbackDevice device, string title)
    {
        var audience = new Audience(AudienceKind.Devices, [new NamedTarget(device.Id.Value, null)]);
        var request = new PushRequest(audience, new Notification(title, null, null, null), CollapseKey: "key");
        (await node.Get<PushIntake>().AcceptAsync(app.Key, request, Cancel)).ShouldBeOfType<PushReply.Accepted>();
        await UntilAsync(device, title);
    }

    private static async Task OfferAsync(
        CoreNode node, IReadOnlyList<Delivery> deliveries, string title, string? collapseKey = "key") =>
        await node.Get<Dispatcher>().DispatchAsync(deliveries, Content(title), null, ChannelPolicy.Auto, collapseKey, Cancel);

    private static async Task UntilAsync(LoopbackDevice device, string title)
    {
        var waited = Stopwatch.StartNew();
        while (!device.Received.Contains(title))
        {
            waited.Elapsed.ShouldBeLessThan(Patience, $"{title} did not arrive.");
            await Task.Yield();
        }
    }

    private static string Content(string title) => $$"""{"title":"{{title}}"}""";
}

public sealed class SqliteLateOfferTests : LateOfferContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pushway-late-offer-");

    public void Dispose() => _folder.Delete(recursive: true);

    private protected override Task<Dictionary<string, string?>> CreateDatabaseAsync() => Task.FromResult(
        new Dictionary<string, string?>
        {
            ["Storage:Engine"] = "Sqlite",
            ["Storage:Path"] = Path.Combine(_folder.FullName, "pushway.db"),
        });
}

public sealed class PostgresLateOfferTests : LateOfferContract
{
    private protected override Task<Dictionary<string, string?>> CreateDatabaseAsync() => PostgresSettings.CreateAsync();
}
