namespace Pushway.Device;

/// <summary>What a device needs to find its app on a node, and how patient it is.</summary>
public sealed class PushwayDeviceOptions
{
    /// <summary>Where the node accepts MQTT.</summary>
    public required MqttEndpoint MqttEndpoint { get; init; }

    /// <summary>Root of the node's HTTP address; needed for register, report, bind and unbind, and for events while there is no connection.</summary>
    public Uri? HttpEndpoint { get; init; }

    /// <summary>App the device belongs to.</summary>
    public required string AppId { get; init; }

    /// <summary>Workspace of the app.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>Key that ships with the app; used until the device has a secret of its own.</summary>
    public required string ClientKey { get; init; }

    /// <summary>Identity stored by an earlier run; without one the first connection or register issues it.</summary>
    public Identity? Identity { get; init; }

    /// <summary>
    /// Names this installation while it has no identity: at least 128 random bits as text. An app that stores it
    /// before the first connection gets the same id again when the answer was lost (within 24 hours).
    /// </summary>
    public string InstallNonce { get; init; } = Pushway.Device.InstallNonce.Create();

    /// <summary>Called once with the identity the server issued, so that the app can store it.</summary>
    public Func<Identity, CancellationToken, ValueTask>? OnIdentityIssued { get; init; }

    /// <summary>
    /// Takes a push back: removes it from the screen if it is there. Called once for each id, in order with the pushes. The recall is
    /// confirmed after it returns; if it throws, it comes again after the next connect.
    /// </summary>
    public Func<RecalledMessage, CancellationToken, ValueTask>? OnRecalled { get; init; }

    /// <summary>Called on each change of state; must return quickly.</summary>
    public Action<DeviceState>? OnStateChanged { get; init; }

    /// <summary>Called with what would otherwise go unseen: a handler that threw, an unreadable payload, a lost connection.</summary>
    public Action<Exception>? OnFault { get; init; }

    /// <summary>Longest silence before the device sends a PINGREQ. Default 60 seconds.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one attempt to connect may take. Default 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Upper bound of the first delay before reconnecting; it doubles each time. Default 1 second.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Cap of the delay before reconnecting. Default 60 seconds.</summary>
    public TimeSpan ReconnectDelayLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Unconfirmed messages the node may have under way (MQTT Receive Maximum, 1 to 65,535). Default 16.</summary>
    public ushort ReceiveMaximum { get; init; } = 16;

    /// <summary>How long a reported event waits for others to go with it. Default half a second.</summary>
    public TimeSpan EventDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Clock and timers. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal string UserName => $"{AppId}@{WorkspaceId}";
}
