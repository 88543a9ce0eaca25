using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.LoadGenerator.Targets;

/// <summary>One MQTT connection that publishes at QoS 1 to a peer.</summary>
internal sealed class Publisher : IDisposable
{
    private const int MaximumPacketBytes = 65_536;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly byte[] _buffer = new byte[MaximumPacketBytes];
    private readonly ProtocolVersion _version;
    private int _filled;
    private ushort _lastId;

    private Publisher(ProtocolVersion version) => _version = version;

    public static async Task<Publisher> ConnectAsync(
        EndPoint server, ProtocolVersion version, CancellationToken cancellation)
    {
        var publisher = new Publisher(version);
        try
        {
            await publisher._socket.ConnectAsync(server, cancellation);
            ConnectCodec.Write(publisher._output, new ConnectPacket { Version = version, ClientId = "load-publisher" });
            await publisher.SendAsync(cancellation);
            await publisher.ReadAsync(PacketType.Connack, 1, cancellation);
            return publisher;
        }
        catch (SocketException exception)
        {
            publisher.Dispose();
            throw new LoadException($"publisher cannot connect to {server}: {exception.Message}", exception);
        }
    }

    /// <summary>Sends all payloads in one go and waits until each is acknowledged.</summary>
    public async Task PublishAsync(string topic, byte[][] payloads, CancellationToken cancellation)
    {
        foreach (var payload in payloads)
        {
            if (++_lastId == 0) _lastId = 1;
            PublishCodec.Write(_output, _version, Encoding.UTF8.GetBytes(topic), qos: 1, _lastId, payload);
        }
        await SendAsync(cancellation);
        await ReadAsync(PacketType.Puback, payloads.Length, cancellation);
    }

    public void Dispose() => _socket.Dispose();

    private async Task SendAsync(CancellationToken cancellation)
    {
        var rest = _output.WrittenMemory;
        while (rest.Length > 0) rest = rest[await _socket.SendAsync(rest, cancellation)..];
        _output.ResetWrittenCount();
    }

    private async Task ReadAsync(PacketType type, int count, CancellationToken cancellation)
    {
        while (count > 0)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), cancellation);
            if (received == 0) throw new LoadException("the peer closed the publisher's connection");
            _filled += received;
            count -= Count(type);
        }
    }

    private int Count(PacketType type)
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, _filled);
        var found = 0;
        while (FrameReader.TryRead(ref rest, MaximumPacketBytes, out var header, out _, out _) == FrameStatus.Complete)
        {
            if (header.Type != type) throw new LoadException($"the peer sent {header.Type} instead of {type}");
            found++;
        }
        _filled = rest.Length;
        rest.CopyTo(_buffer);
        return found;
    }
}
