using System.Buffers;
using System.Diagnostics;
using Pushway.LoadGenerator.Measuring;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.LoadGenerator.Devices;

/// <content>Reading: every packet of one read is answered by one send.</content>
internal sealed partial class DeviceClient
{
    private const int LongestPacket = 262_144;

    /// <param name="received">Bytes just read; -1 before the first read.</param>
    private void ReceiveLoop(int received)
    {
        while (!_closing)
        {
            if (received == 0)
            {
                Fail("closed by the server");
                return;
            }
            if (received > 0 && !Take(received)) return;
            SetBuffer(_buffer, _filled, _buffer.Length - _filled);
            if (Socket.ReceiveAsync(this)) return;
            if (SocketError != System.Net.Sockets.SocketError.Success)
            {
                Fail($"receive: {SocketError}");
                return;
            }
            received = BytesTransferred;
        }
    }

    private bool Take(int received)
    {
        _filled += received;
        var now = Stopwatch.GetTimestamp();
        var answers = Scratch;
        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, _filled);
        while (true)
        {
            var status = FrameReader.TryRead(ref rest, LongestPacket, out var header, out var body, out var error);
            if (status == FrameStatus.Incomplete) break;
            if (status == FrameStatus.Invalid || !Handle(header, body, now, answers, ref error))
            {
                Fail(error.Detail ?? "unexpected packet");
                return false;
            }
        }
        Keep(rest);
        return answers.WrittenCount == 0 || Send(answers.WrittenSpan);
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        var left = rest.Length;
        if (left > 0) rest.CopyTo(_buffer);
        _filled = left;
        if (_filled == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
    }

    private bool Handle(
        FixedHeader header, ReadOnlySpan<byte> body, long now, ArrayBufferWriter<byte> answers, ref MqttError error)
    {
        switch (header.Type)
        {
            case PacketType.Publish: return HandlePublish(header, body, now, answers, ref error);
            case PacketType.Connack: return HandleConnack(body, answers, ref error);
            case PacketType.Suback when _stage == DeviceStage.AwaitingSuback:
            case PacketType.Pingresp when _stage == DeviceStage.AwaitingPong:
                BecomeReady(now);
                return true;
            case PacketType.Pingresp: return true;
            case PacketType.Disconnect:
                error = DisconnectCodec.TryDecode(body, _farm.Version, out var goodbye, out var fault)
                    ? new MqttError(goodbye.Reason, $"DISCONNECT {goodbye.Reason} {goodbye.ReasonString}")
                    : fault;
                return false;
            default: return false;
        }
    }

    private bool HandlePublish(
        FixedHeader header, ReadOnlySpan<byte> body, long now, ArrayBufferWriter<byte> answers, ref MqttError error)
    {
        if (!PublishCodec.TryDecode(header, body, _farm.Version, out var packet, out error)) return false;
        var sequence = Marker.Read(packet.Payload);
        if (packet.QoS == 1) AckCodec.Write(answers, PacketType.Puback, _farm.Version, packet.PacketId);
        if (sequence >= 0) _farm.Arrivals?.Arrived(_index, sequence, now);
        return true;
    }

    private bool HandleConnack(ReadOnlySpan<byte> body, ArrayBufferWriter<byte> answers, ref MqttError error)
    {
        if (!ConnackCodec.TryDecode(body, _farm.Version, out var connack, out error)) return false;
        if (connack.Reason != ReasonCode.Success)
        {
            error = new MqttError(connack.Reason, $"CONNACK {connack.Reason} {connack.ReasonString}");
            return false;
        }
        var isNew = connack.AssignedClientIdentifier is not null;
        if (isNew) _farm.Issued(_index, connack);
        if (_farm.Topic is { } topic)
        {
            _stage = DeviceStage.AwaitingSuback;
            SubscribeCodec.Write(answers, _farm.Version, new SubscribePacket
            {
                PacketId = 1,
                Subscriptions = [new TopicSubscription(topic, MaximumQoS: 1)],
            });
        }
        else if (isNew)
        {
            // A device counts as real once it has answered, so the new one pings.
            _stage = DeviceStage.AwaitingPong;
            PingCodec.WriteRequest(answers);
        }
        else
        {
            BecomeReady(Stopwatch.GetTimestamp());
        }
        return true;
    }

    private void BecomeReady(long now)
    {
        _stage = DeviceStage.Ready;
        _farm.Ready(now);
    }
}
