using Pushway.Gateway.Sessions;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.Gateway.Connections;

/// <content>CONNECT and its answer.</content>
internal sealed partial class DeviceConnection
{
    private const string DeviceSecret = "device-secret";

    private ValueTask HandleFirst(FixedHeader header, ReadOnlySpan<byte> body, CancellationToken cancellation)
    {
        if (header.Type != PacketType.Connect)
        {
            Refuse(ReasonCode.ProtocolError, "first packet is not CONNECT [MQTT-3.1.0-1]", speak: false);
            return default;
        }
        if (ConnectCodec.TryReadVersion(body, out var version)) _version = version;
        if (ConnectCodec.TryDecode(body, out var connect, out var error)) return ConnectAsync(connect, cancellation);
        // A version that is not known gets the answer every version reads the same: code 1 in 3.1.1's form [MQTT-3.1.2-2].
        if (error.Reason == ReasonCode.UnsupportedProtocolVersion) _version = ProtocolVersion.V311;
        var speak = _version == ProtocolVersion.V5
            || error.Reason is ReasonCode.UnsupportedProtocolVersion or ReasonCode.ClientIdentifierNotValid;
        Refuse(error.Reason, error.Detail, speak);
        return default;
    }

    private async ValueTask ConnectAsync(ConnectPacket connect, CancellationToken cancellation)
    {
        AdmissionResult admitted;
        try
        {
            admitted = await services.Admission.DecideAsync(connect, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            GatewayLog.Failed(services.Logger, transport.Remote, exception);
            admitted = AdmissionResult.Refuse(ReasonCode.ServerUnavailable, "the store does not answer; try again later");
        }
        if (admitted.IsRefused) Refuse(admitted.Refusal, admitted.Detail, speak: true);
        else Welcome(connect, admitted);
    }

    private void Welcome(ConnectPacket connect, AdmissionResult admitted)
    {
        _keepAliveSeconds = KeepAlive(connect);
        _provisional = admitted.Issued is not null;
        var window = Math.Min(connect.ReceiveMaximum, services.Options.MaxInflight);
        var session = new DeviceSession(
            admitted.Address, connect.Version, window, connect.MaximumPacketSize, transport, this, services.Sessions);
        session.HoldForFirstDrain();
        if (IsEnded) return;
        _session = session;
        DeviceSession? older;
        lock (transport.Gate)
        {
            // In its place before the device can know: a connection that it opens on CONNACK finds this one, never the other way round.
            older = services.Registry.Replace(session);
            ConnackCodec.Write(transport.Output, connect.Version, Connack(connect, admitted));
            transport.Flush();
        }
        services.Pending.Remove(this);
        services.Metrics.Connected();
        older?.Connection.End(ReasonCode.SessionTakenOver, "a newer connection has this device id");
        if (!_provisional) services.Activity.Seen(admitted.Address, services.Time.GetUtcNow());
        GatewayLog.Connected(services.Logger, admitted.Address.Device, transport.Remote, connect.Version);
        if (services.Stopping.IsCancellationRequested)
        {
            // The goodbye to everybody may have passed before this session could be seen; Kestrel would wait for it.
            End(ReasonCode.ServerShuttingDown, "the server is shutting down");
            return;
        }
        // Published first, read second: whoever made a message durable before that is found by the read, whoever did later finds the session.
        session.StartFirstDrain();
    }

    /// <summary>The keep-alive that counts; 3.1.1 devices cannot be told another and keep theirs.</summary>
    private int KeepAlive(ConnectPacket connect)
    {
        var asked = connect.KeepAliveSeconds;
        if (connect.Version != ProtocolVersion.V5) return asked;
        return asked == 0 ? services.Options.MaxKeepAliveSeconds : Math.Min(asked, services.Options.MaxKeepAliveSeconds);
    }

    private ConnackPacket Connack(ConnectPacket connect, AdmissionResult admitted) => new()
    {
        // Messages wait in the store, not in an MQTT session (documented deviation for 3.1.1 CleanSession=0).
        SessionPresent = false,
        SessionExpiryInterval = 0,
        MaximumQoS = 1,
        RetainAvailable = false,
        MaximumPacketSize = (uint)services.Options.MaxPacketBytes,
        SharedSubscriptionAvailable = false,
        SubscriptionIdentifiersAvailable = false,
        ServerKeepAlive = _keepAliveSeconds == connect.KeepAliveSeconds ? null : (ushort)_keepAliveSeconds,
        AssignedClientIdentifier = connect.ClientId.Length == 0 ? admitted.Issued?.Device.Value : null,
        UserProperties = admitted.Issued is { } issued ? [new UserProperty(DeviceSecret, issued.Secret)] : [],
    };

    private void Refuse(ReasonCode reason, string detail, bool speak)
    {
        if (!MarkEnded(CloseReasons.OfRefusal(reason))) return;
        GatewayLog.Refused(services.Logger, transport.Remote, reason, detail);
        if (speak)
        {
            lock (transport.Gate)
            {
                ConnackCodec.Write(
                    transport.Output, _version, new ConnackPacket { Reason = reason, ReasonString = detail });
            }
        }
        transport.Close();
    }
}
