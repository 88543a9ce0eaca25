using Pushway.Device;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>The device SDK, and what it was shown.</summary>
public sealed class TestDevice : IAsyncDisposable
{
    private readonly PushwayDevice _device;

    private TestDevice(NodeProcess node, Identity? identity) => _device = new(
        new PushwayDeviceOptions
        {
            MqttEndpoint = MqttEndpoint.Tcp(node.Mqtt.Address.ToString(), node.Mqtt.Port),
            HttpEndpoint = node.HttpAddress,
            AppId = node.FirstStart.AppId,
            WorkspaceId = node.FirstStart.WorkspaceId,
            ClientKey = node.FirstStart.ClientKey,
            Identity = identity,
            EventDelay = TimeSpan.FromMilliseconds(50),
            ReconnectDelay = TimeSpan.FromMilliseconds(100),
            ReconnectDelayLimit = TimeSpan.FromMilliseconds(500),
            OnRecalled = (recalled, _) =>
            {
                Recalled.Add(recalled);
                return ValueTask.CompletedTask;
            },
        },
        (message, _) =>
        {
            Messages.Add(message);
            Titles.Add(message.Title ?? "");
            return ValueTask.CompletedTask;
        });

    /// <summary>Messages in order of arrival.</summary>
    public Recording<PushMessage> Messages { get; } = new();

    /// <summary>Titles in order of arrival.</summary>
    public Recording<string> Titles { get; } = new();

    /// <summary>What it was told to take back.</summary>
    public Recording<RecalledMessage> Recalled { get; } = new();

    public Identity Identity => _device.Identity!;

    /// <param name="node">Where to.</param>
    /// <param name="identity">As whom; null to be given an identity.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<TestDevice> ConnectAsync(NodeProcess node, Identity? identity, CancellationToken cancellation)
    {
        var device = new TestDevice(node, identity);
        await device._device.ConnectAsync(cancellation);
        return device;
    }

    /// <summary>All titles so far, once this one has come.</summary>
    public async Task<IReadOnlyList<string>> UntilAsync(string title, CancellationToken cancellation)
    {
        await Titles.WaitForAsync(one => one == title, Eventually.DefaultLimit, cancellation, title);
        return Titles.Items;
    }

    /// <summary>The message with this title, once it has come.</summary>
    public async Task<PushMessage> MessageAsync(string title, CancellationToken cancellation)
    {
        await UntilAsync(title, cancellation);
        return Messages.Items.Single(message => message.Title == title);
    }

    public Task BindAsync(string user, CancellationToken cancellation) => _device.BindAsync(user, cancellation);

    public void Report(string message, PushEvent happened) => _device.ReportEvent(message, happened);

    /// <summary>Waits until the node has what was reported.</summary>
    public Task FlushAsync(CancellationToken cancellation) => _device.FlushEventsAsync(cancellation);

    public Task DisconnectAsync(CancellationToken cancellation) => _device.DisconnectAsync(cancellation);

    public ValueTask DisposeAsync() => _device.DisposeAsync();
}
