using System.Buffers;
using Pushway.Core.Devices;
using Pushway.Gateway.Sessions;
using Pushway.Gateway.Transports;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.Gateway.Connections;

/// <summary>A socket's life in MQTT: takes bytes from the transport's loop, answers packets, ends with a reason.
/// Called by one reader at a time; only its ends may come from elsewhere.</summary>
internal sealed partial class DeviceConnection(DeviceTransport transport, ConnectionServices services)
{
    private ProtocolVersion _version = ProtocolVersion.V5;
    private DeviceSession? _session;
    private bool _provisional;
    private int _keepAliveSeconds;

    // 0 while open, then 1 more than the reason.
    private int _ended;

    /// <summary>When the last packet came, in milliseconds since the system started.</summary>
    public long LastReceivedAt { get; private set; } = Environment.TickCount64;

    public bool IsEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>True if the device was silent for more than one and a half times its keep-alive [MQTT-3.1.2-22].</summary>
    public bool IsSilent(long now) =>
        _keepAliveSeconds > 0 && now - LastReceivedAt > _keepAliveSeconds * 1_500L;

    /// <summary>Handles the complete packets at the start of the buffer; returns where the rest begins.</summary>
    public async ValueTask<SequencePosition> ReceiveAsync(
        ReadOnlySequence<byte> buffer, CancellationToken cancellation)
    {
        while (!IsEnded && ReadPacket(ref buffer, out var pending, cancellation))
        {
            if (!pending.IsCompletedSuccessfully) await pending;
            // A device that sends without reading is not read from either.
            if (transport.IsCongested) await transport.WritableAsync();
        }
        return buffer.Start;
    }

    /// <summary>Ends the connection from this side, saying why where the protocol can.</summary>
    public void End(ReasonCode reason, string detail) => End(CloseReasons.Of(reason), reason, detail);

    /// <summary>Ends a connection that has not said CONNECT in time.</summary>
    public void EndLate()
    {
        if (_session is null) Refuse(ReasonCode.MaximumConnectTime, "no CONNECT in time §3.1", speak: false);
    }

    /// <summary>The transport's loop is over: cleans up, whoever ended it.</summary>
    public async ValueTask DisposeAsync()
    {
        MarkEnded(CloseReason.ConnectionLost);
        services.Pending.Remove(this);
        if (_session is not { } session) return;
        services.Registry.Remove(session);
        services.Metrics.Disconnected();
        var reason = ((CloseReason)(Volatile.Read(ref _ended) - 1)).ToString();
        services.Activity.Ended(
            session.Address, new PastConnection(session.Describe(), services.Time.GetUtcNow(), reason));
        await session.CloseAsync();
    }

    private bool ReadPacket(ref ReadOnlySequence<byte> buffer, out ValueTask pending, CancellationToken cancellation)
    {
        pending = default;
        var status = FrameReader.TryRead(
            ref buffer, services.Options.MaxPacketBytes, out var header, out var body, out var error);
        if (status == FrameStatus.Incomplete) return false;
        if (status == FrameStatus.Invalid)
        {
            Fail(error);
            return false;
        }
        LastReceivedAt = Environment.TickCount64;
        if (body.IsSingleSegment)
        {
            pending = Handle(header, body.FirstSpan, cancellation);
            return true;
        }
        var rented = ArrayPool<byte>.Shared.Rent((int)body.Length);
        body.CopyTo(rented);
        pending = Handle(header, rented.AsSpan(0, (int)body.Length), cancellation);
        // Handlers decode before their first await, so nothing looks at the bytes any more.
        ArrayPool<byte>.Shared.Return(rented);
        return true;
    }

    private ValueTask Handle(FixedHeader header, ReadOnlySpan<byte> body, CancellationToken cancellation)
    {
        if (_session is not { } session) return HandleFirst(header, body, cancellation);
        if (_provisional)
        {
            // It answered after CONNACK, so it has its id and secret.
            _provisional = false;
            services.Activity.Seen(session.Address, services.Time.GetUtcNow());
        }
        switch (header.Type)
        {
            case PacketType.Puback: return HandlePuback(session, body, cancellation);
            case PacketType.Pingreq: HandlePing(body); break;
            case PacketType.Subscribe: HandleSubscribe(body); break;
            case PacketType.Unsubscribe: HandleUnsubscribe(body); break;
            case PacketType.Publish: HandlePublish(session, header, body); break;
            case PacketType.Disconnect: HandleDisconnect(body); break;
            case PacketType.Connect: End(ReasonCode.ProtocolError, "second CONNECT [MQTT-3.1.0-2]"); break;
            default: End(ReasonCode.ProtocolError, "packet that this server never asks for"); break;
        }
        return default;
    }

    private ValueTask HandlePuback(DeviceSession session, ReadOnlySpan<byte> body, CancellationToken cancellation)
    {
        if (AckCodec.TryDecode(PacketType.Puback, body, _version, out var packet, out var error))
        {
            return session.ConfirmAsync(packet.PacketId, packet.Reason, cancellation);
        }
        Fail(error);
        return default;
    }

    private void HandlePing(ReadOnlySpan<byte> body)
    {
        if (!PingCodec.TryDecode(body, out var error))
        {
            Fail(error);
            return;
        }
        lock (transport.Gate)
        {
            PingCodec.WriteResponse(transport.Output);
            transport.Flush();
        }
    }

    private void HandleDisconnect(ReadOnlySpan<byte> body)
    {
        if (!DisconnectCodec.TryDecode(body, _version, out _, out var error))
        {
            Fail(error);
            return;
        }
        if (MarkEnded(CloseReason.ByDevice)) transport.Close();
    }

    private void Fail(MqttError error)
    {
        // Before CONNECT nothing may be sent but CONNACK, and only to what tried to be a CONNECT.
        if (_session is null) Refuse(error.Reason, error.Detail, speak: false);
        else End(error.Reason, error.Detail);
    }

    private void End(CloseReason cause, ReasonCode reason, string detail)
    {
        if (!MarkEnded(cause)) return;
        GatewayLog.Refused(services.Logger, transport.Remote, reason, detail);
        // 3.1.1 has no DISCONNECT from the server.
        if (_version == ProtocolVersion.V5 && _session is not null) SayGoodbye(reason, detail);
        transport.Close();
    }

    private void SayGoodbye(ReasonCode reason, string detail)
    {
        try
        {
            lock (transport.Gate)
            {
                DisconnectCodec.Write(
                    transport.Output, _version, new DisconnectPacket { Reason = reason, ReasonString = detail });
            }
        }
        catch (InvalidOperationException)
        {
            // The device left in this very moment and its loop is over, so the pipe is closed. Whoever ends it, such as the
            // connection that takes over, must not suffer.
        }
    }

    private bool MarkEnded(CloseReason reason)
    {
        if (Interlocked.CompareExchange(ref _ended, (int)reason + 1, 0) != 0) return false;
        services.Metrics.Closed(reason);
        if (_session is not { } session) return true;
        session.Stop();
        GatewayLog.Ended(services.Logger, session.Address.Device, reason);
        return true;
    }
}
