using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Pushway.Device;

/// <summary>One MQTT 5 connection from CONNECT to its end; the next attempt gets a new one.</summary>
internal sealed class DeviceLink : IDisposable
{
    private const string EventTopic = "mps/event";
    private readonly IMqttClient _mqtt = new MqttClientFactory().CreateMqttClient();
    private readonly PushwayDeviceOptions _options;

    private readonly TaskCompletionSource<MqttClientDisconnectedEventArgs> _closed =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DeviceLink(PushwayDeviceOptions options, MessageReceiver receiver, CancellationToken cancellation)
    {
        _options = options;
        _mqtt.ApplicationMessageReceivedAsync += received => receiver.ReceiveAsync(received, cancellation);
        _mqtt.DisconnectedAsync += closed =>
        {
            _closed.TrySetResult(closed);
            return Task.CompletedTask;
        };
    }

    /// <summary>Ends with the connection, whoever ended it.</summary>
    public Task<MqttClientDisconnectedEventArgs> Closed => _closed.Task;

    public Task<MqttClientConnectResult> OpenAsync(Identity? identity, CancellationToken cancellation) =>
        _mqtt.ConnectAsync(ConnectOptions(identity), cancellation);

    /// <summary>Publishes events and waits for the PUBACK; what it says, or null if the connection could not carry them.</summary>
    public async Task<MqttClientPublishReasonCode?> PublishEventsAsync(byte[] batch, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(_options.ConnectTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            var message = new MqttApplicationMessageBuilder()
                .WithTopic(EventTopic)
                .WithPayload(batch)
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .Build();
            return (await _mqtt.PublishAsync(message, either.Token)).ReasonCode;
        }
        catch (Exception fault) when (DeviceFaults.IsNetwork(fault) && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Says DISCONNECT if the connection still stands.</summary>
    public async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(_options.ConnectTimeout, _options.TimeProvider);
        try
        {
            if (_mqtt.IsConnected)
            {
                await _mqtt.DisconnectAsync(new MqttClientDisconnectOptions(), patience.Token);
            }
        }
        catch (Exception fault) when (DeviceFaults.IsNetwork(fault))
        {
            // The connection went away by itself, which is what was wanted.
        }
    }

    public void Dispose() => _mqtt.Dispose();

    private MqttClientOptions ConnectOptions(Identity? identity)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithCleanStart()
            .WithClientId(identity?.DeviceId ?? "")
            .WithCredentials(_options.UserName, identity?.DeviceSecret ?? _options.ClientKey)
            .WithKeepAlivePeriod(_options.KeepAlive)
            .WithReceiveMaximum(_options.ReceiveMaximum)
            .WithTimeout(_options.ConnectTimeout);
        if (identity is null)
        {
            builder.WithUserProperty("install-nonce", System.Text.Encoding.UTF8.GetBytes(_options.InstallNonce));
        }
        var endpoint = _options.MqttEndpoint;
        if (endpoint.UsesTls)
        {
            builder.WithTlsOptions(tls => tls.UseTls());
        }
        return endpoint.IsWebSocket
            ? builder.WithWebSocketServer(socket => socket.WithUri(endpoint.Address.AbsoluteUri)).Build()
            : builder.WithTcpServer(endpoint.Address.Host, endpoint.Address.Port).Build();
    }
}
