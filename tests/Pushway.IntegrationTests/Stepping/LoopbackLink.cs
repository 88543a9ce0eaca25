using System.Buffers;
using System.Text.Json;
using Pushway.Gateway.Connections;
using Pushway.Gateway.Transports;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.IntegrationTests.Stepping;

/// <summary>A message as it came to a device, or without a title the order to take one back.</summary>
internal readonly record struct LoopbackMessage(ushort PacketId, string Id, string? Title);

/// <summary>One MQTT connection of a device, on the far side of the transport seam, without a socket: what the gateway writes is
/// read at once, so the order in which things happen to the device is exact.</summary>
internal sealed class LoopbackLink : DeviceTransport
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Action<LoopbackLink, LoopbackMessage> _received;
    private readonly DeviceConnection _connection;
    private bool _isCut;

    private LoopbackLink(ConnectionServices services, Action<LoopbackLink, LoopbackMessage> received)
    {
        _received = received;
        _connection = new DeviceConnection(this, services);
        services.Pending.Add(_connection);
    }

    public override string Name => "loopback";

    public override string Remote => "loopback";

    public override IBufferWriter<byte> Output => _output;

    /// <summary>The device can use it.</summary>
    public bool IsOpen => !_isCut && !_connection.IsEnded;

    /// <summary>Opens a connection; <paramref name="received"/> gets every message while the connection's lock is held.</summary>
    public static async Task<LoopbackLink> OpenAsync(
        ConnectionServices services, ConnectPacket connect, Action<LoopbackLink, LoopbackMessage> received,
        CancellationToken cancellation)
    {
        var link = new LoopbackLink(services, received);
        var packet = new ArrayBufferWriter<byte>();
        ConnectCodec.Write(packet, connect);
        await link._connection.ReceiveAsync(new ReadOnlySequence<byte>(packet.WrittenMemory), cancellation);
        return link;
    }

    /// <summary>Confirms or refuses a message, a moment later.</summary>
    public async Task AnswerAsync(ushort packetId, ReasonCode reason = ReasonCode.Success)
    {
        await Task.Yield();
        var ack = new ArrayBufferWriter<byte>();
        AckCodec.Write(ack, PacketType.Puback, ProtocolVersion.V5, packetId, reason);
        if (!_isCut) await _connection.ReceiveAsync(new ReadOnlySequence<byte>(ack.WrittenMemory), CancellationToken.None);
    }

    /// <summary>Leaves with a DISCONNECT.</summary>
    public async Task LeaveAsync()
    {
        var goodbye = new ArrayBufferWriter<byte>();
        DisconnectCodec.Write(goodbye, ProtocolVersion.V5, new DisconnectPacket());
        await _connection.ReceiveAsync(new ReadOnlySequence<byte>(goodbye.WrittenMemory), CancellationToken.None);
        await LoseAsync();
    }

    /// <summary>Is gone without a word.</summary>
    public async Task LoseAsync()
    {
        if (_isCut) return;
        _isCut = true;
        await _connection.DisposeAsync();
    }

    /// <summary>The node is dead: nothing comes any more, and nobody cleans up.</summary>
    public void Cut() => _isCut = true;

    protected override ValueTask FlushOnceAsync()
    {
        lock (Gate)
        {
            var written = _output.WrittenSpan;
            while (FrameReader.TryRead(ref written, int.MaxValue, out var header, out var body, out _) == FrameStatus.Complete)
            {
                if (_isCut) continue;
                if (header.Type == PacketType.Connack)
                {
                    ConnackCodec.TryDecode(body, ProtocolVersion.V5, out var connack, out _).ShouldBeTrue();
                    connack!.Reason.ShouldBe(ReasonCode.Success, connack.ReasonString);
                }
                if (header.Type == PacketType.Publish) Take(header, body);
            }
            _output.ResetWrittenCount();
        }
        return default;
    }

    /// <summary>As the loop of a real transport does when the connection was ended.</summary>
    protected override void OnClosing() => _ = CleanUpAsync();

    protected override void OnAborting()
    {
        // Nothing to abort.
    }

    private async Task CleanUpAsync()
    {
        await Task.Yield();
        await LoseAsync();
    }

    private void Take(FixedHeader header, ReadOnlySpan<byte> body)
    {
        PublishCodec.TryDecode(header, body, ProtocolVersion.V5, out var packet, out _).ShouldBeTrue();
        using var json = JsonDocument.Parse(packet.Payload.ToArray());
        var title = packet.Topic.SequenceEqual("mps/recall"u8) ? null : json.RootElement.GetProperty("title").GetString()!;
        _received(this, new LoopbackMessage(packet.PacketId, json.RootElement.GetProperty("id").GetString()!, title));
    }
}
