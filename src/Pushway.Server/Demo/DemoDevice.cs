using Pushway.Device;
using Pushway.Server.Hosting;

namespace Pushway.Server.Demo;

/// <summary>A simulated device: the device SDK, and a name for people.</summary>
internal sealed class DemoDevice : IAsyncDisposable
{
    private readonly PushwayDevice _device;

    public DemoDevice(string name, Node node, FirstStartValues keys, Timeline timeline, Milestones milestones)
    {
        Name = name;
        var colon = node.MqttAddress.LastIndexOf(':');
        var options = new PushwayDeviceOptions
        {
            MqttEndpoint = MqttEndpoint.Tcp(
                node.MqttAddress[..colon],
                int.Parse(node.MqttAddress.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture)),
            HttpEndpoint = new Uri($"http://{node.HttpAddress}"),
            AppId = keys.AppId,
            WorkspaceId = keys.WorkspaceId,
            ClientKey = keys.ClientKey,
            OnFault = fault => timeline.Add(name, $"trouble: {fault.Message}"),
        };
        _device = new PushwayDevice(options, (message, _) =>
        {
            timeline.Add(name, $"shows \"{message.Title}\": {message.Body} (message {message.Id})");
            milestones.Reach(Arrival(message.Title, name));
            return ValueTask.CompletedTask;
        });
    }

    public string Name { get; }

    public Identity Identity => _device.Identity
        ?? throw new InvalidOperationException($"{Name} has no identity yet.");

    /// <summary>The milestone of a message being shown.</summary>
    public static string Arrival(string? title, string device) => $"\"{title}\" on the {device}";

    public Task ConnectAsync(CancellationToken cancellation) => _device.ConnectAsync(cancellation);

    public Task RegisterAsync(CancellationToken cancellation) => _device.RegisterAsync("android", cancellation);

    public Task BindAsync(string user, CancellationToken cancellation) => _device.BindAsync(user, cancellation);

    public ValueTask DisposeAsync() => _device.DisposeAsync();
}
