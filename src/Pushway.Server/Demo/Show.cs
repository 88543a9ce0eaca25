using System.Text.Json.Nodes;
using Pushway.Server.Hosting;

namespace Pushway.Server.Demo;

/// <summary>The show: three devices, one user on two of them, three pushes, and a receipt for every arrival.</summary>
internal sealed class Show(Node node, FirstStartValues keys, Timeline timeline) : IAsyncDisposable
{
    private const string User = "alice";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Milestones _milestones = new();
    private readonly List<IAsyncDisposable> _cast = [];

    /// <summary>False if something did not arrive.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var server = new DemoAppServer(node, keys, timeline, _milestones);
        _cast.Add(server);
        await server.StartAsync(cancellation);
        var phone = await ConnectAsync("phone", cancellation);
        var tablet = await ConnectAsync("tablet", cancellation);
        var watch = await ConnectAsync("watch", cancellation);
        await BindAsync(phone, cancellation);
        await BindAsync(tablet, cancellation);

        var toDevice = new JsonObject { ["devices"] = new JsonArray(watch.Identity.DeviceId) };
        var toUser = new JsonObject { ["users"] = new JsonArray(User) };
        var toEveryone = new JsonObject { ["everyone"] = new JsonObject() };
        return await PushAsync(server, toDevice, "Hello, watch", "for one device", [watch], cancellation)
            & await PushAsync(server, toUser, "Hello, Alice", "for all devices of a user", [phone, tablet], cancellation)
            & await PushAsync(server, toEveryone, "Hello, all", "for everyone", [phone, tablet, watch], cancellation);
    }

    /// <summary>How to go on by hand, with a device of one's own.</summary>
    public async Task<string> InstructionsAsync(CancellationToken cancellation)
    {
        var own = new DemoDevice("yours", node, keys, timeline, _milestones);
        _cast.Add(own);
        await own.RegisterAsync(cancellation);
        return DemoInstructions.For(node, keys, own.Identity);
    }

    public async ValueTask DisposeAsync()
    {
        // Devices first: they came last, and the receipts of their last messages still find the server.
        for (var i = _cast.Count - 1; i >= 0; i--) await _cast[i].DisposeAsync();
    }

    private async Task<DemoDevice> ConnectAsync(string name, CancellationToken cancellation)
    {
        var device = new DemoDevice(name, node, keys, timeline, _milestones);
        _cast.Add(device);
        await device.ConnectAsync(cancellation);
        timeline.Add(name, $"connected; the node gave it the id {device.Identity.DeviceId}");
        return device;
    }

    private async Task BindAsync(DemoDevice device, CancellationToken cancellation)
    {
        await device.BindAsync(User, cancellation);
        timeline.Add(device.Name, $"bound to user {User}");
    }

    private async Task<bool> PushAsync(
        DemoAppServer server,
        JsonObject audience,
        string title,
        string body,
        DemoDevice[] receivers,
        CancellationToken cancellation)
    {
        var push = await server.PushAsync(audience, title, body, cancellation);
        var missing = await _milestones.MissingAsync(
            [
                .. receivers.Select(device => DemoDevice.Arrival(title, device.Name)),
                .. receivers.Select(device => DemoAppServer.Receipt(push, device.Identity.DeviceId)),
            ],
            Patience,
            cancellation);
        foreach (var name in missing) timeline.Add("MISSING", name);
        return missing.Count == 0;
    }
}
