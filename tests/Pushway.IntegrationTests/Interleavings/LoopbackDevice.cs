using System.Buffers;
using System.Text.Json;
using Pushway.Core.Devices;
using Pushway.Gateway.Connections;
using Pushway.Gateway.Transports;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.IntegrationTests.Interleavings;

/// <summary>A device on the far side of the transport seam, without a socket: what the gateway writes is read at once, so the order in which
/// things happen to the device is exact. It confirms every message.</summary>
internal sealed class LoopbackDevice(string userName, NewIdentity identity, ConnectionServices services)
{
    private readonly List<(string Kind, string Text)> _history = [];
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _titles = new();
    private DeviceConnection? _connection;

    public DeviceId Id => identity.Device;

    /// <summary>Titles of received messages and notes of the test, in order.</summary>
    public IReadOnlyList<(string Kind, string Text)> History
    {
        get
        {
            lock (_history) return [.. _history];
        }
    }

    public IReadOnlyList<string> Received => [.. History.Where(entry => entry.Kind == "received").Select(entry => entry.Text)];

    /// <summary>Titles of messages it was told to take back.</summary>
    public IReadOnlyList<string> Recalled => [.. History.Where(entry => entry.Kind == "recalled").Select(entry => entry.Text)];

    public void Note(string kind, string text)
    {
        lock (_history) _history.Add((kind, text));
    }

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        var transport = new LoopbackTransport();
        var connection = new DeviceConnection(transport, services);
        transport.Attach(this, connection);
        services.Pending.Add(connection);
        var packet = new ArrayBufferWriter<byte>();
        ConnectCodec.Write(packet, new ConnectPacket
        {
            Version = ProtocolVersion.V5,
            ClientId = identity.Device.Value,
            CleanStart = true,
            KeepAliveSeconds = 60,
            Username = userName,
            Password = System.Text.Encoding.UTF8.GetBytes(identity.Secret),
        });
        await connection.ReceiveAsync(new ReadOnlySequence<byte>(packet.WrittenMemory), cancellation);
        _connection = connection;
    }

    public async Task DisconnectAsync()
    {
        if (_connection is { } connection) await connection.DisposeAsync();
        _connection = null;
    }

    private sealed class LoopbackTransport : DeviceTransport
    {
        private readonly ArrayBufferWriter<byte> _output = new();
        private LoopbackDevice? _device;
        private DeviceConnection? _connection;

        public override string Name => "loopback";

        public override string Remote => "loopback";

        public override IBufferWriter<byte> Output => _output;

        public void Attach(LoopbackDevice device, DeviceConnection connection) => (_device, _connection) = (device, connection);

        protected override ValueTask FlushOnceAsync()
        {
            var acks = new ArrayBufferWriter<byte>();
            lock (Gate)
            {
                var written = _output.WrittenSpan;
                while (FrameReader.TryRead(ref written, int.MaxValue, out var header, out var body, out _) == FrameStatus.Complete)
                {
                    if (header.Type == PacketType.Connack)
                    {
                        ConnackCodec.TryDecode(body, ProtocolVersion.V5, out var connack, out _).ShouldBeTrue();
                        connack!.Reason.ShouldBe(ReasonCode.Success, connack.ReasonString);
                    }
                    if (header.Type == PacketType.Publish) Take(header, body, acks);
                }
                _output.ResetWrittenCount();
            }
            if (acks.WrittenCount > 0) _ = AcknowledgeAsync(acks.WrittenMemory);
            return default;
        }

        protected override void OnClosing()
        {
            // Nothing to close; the test disposes of the connection.
        }

        protected override void OnAborting()
        {
            // Nothing to abort.
        }

        private void Take(FixedHeader header, ReadOnlySpan<byte> body, ArrayBufferWriter<byte> acks)
        {
            PublishCodec.TryDecode(header, body, ProtocolVersion.V5, out var packet, out _).ShouldBeTrue();
            using var json = JsonDocument.Parse(packet.Payload.ToArray());
            var id = json.RootElement.GetProperty("id").GetString()!;
            if (packet.Topic.SequenceEqual("mps/recall"u8))
            {
                _device!.Note("recalled", _device._titles.GetValueOrDefault(id, id));
            }
            else
            {
                _device!._titles[id] = json.RootElement.GetProperty("title").GetString()!;
                _device.Note("received", _device._titles[id]);
            }
            AckCodec.Write(acks, PacketType.Puback, ProtocolVersion.V5, packet.PacketId);
        }

        private async Task AcknowledgeAsync(ReadOnlyMemory<byte> acks)
        {
            await Task.Yield();
            await _connection!.ReceiveAsync(new ReadOnlySequence<byte>(acks), CancellationToken.None);
        }
    }
}
