using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>A message as it came over the wire.</summary>
internal readonly record struct WireMessage(ushort PacketId, byte[] Payload);

/// <summary>One MQTT connection of a device that shows every PUBLISH and sends only the PUBACKs it is told to.</summary>
internal sealed class DeviceWire : IDisposable
{
    /// <summary>How the reason begins when the node sent what it must not.</summary>
    public const string Fault = "FAULT ";

    private const int MaxPacket = 1 << 20;
    private static readonly ReasonCode[] Temporary =
    [
        ReasonCode.ServerUnavailable, ReasonCode.ServerBusy, ReasonCode.QuotaExceeded, ReasonCode.ConnectionRateExceeded,
    ];

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly Lock _writing = new();
    private readonly TaskCompletionSource<ConnackPacket> _connack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ProtocolVersion _version;
    private readonly Action<WireMessage> _received;
    private readonly Action _ponged;
    private string _end = "the node closed it";

    private DeviceWire(ProtocolVersion version, Action<WireMessage> received, Action ponged)
    {
        _version = version;
        _received = received;
        _ponged = ponged;
    }

    /// <summary>Ends with the reason, when nothing more can come.</summary>
    public Task<string> Ended { get; private set; } = null!;

    /// <summary>Connects; <paramref name="received"/> may be called before this returns.</summary>
    /// <exception cref="IOException">The node is not there, is busy, or went.</exception>
    public static async Task<(DeviceWire Wire, ConnackPacket Connack)> OpenAsync(
        IPEndPoint node, ConnectPacket connect, Action<WireMessage> received, Action ponged, CancellationToken cancellation)
    {
        var wire = new DeviceWire(connect.Version, received, ponged);
        try
        {
            await wire._tcp.ConnectAsync(node, cancellation);
            wire.Write(output => ConnectCodec.Write(output, connect));
            wire.Ended = wire.ReadAsync();
            var connack = await wire._connack.Task.WaitAsync(cancellation);
            if (connack.Reason == ReasonCode.Success) return (wire, connack);
            var refusal = $"CONNACK {connack.Reason} {connack.ReasonString}";
            throw Temporary.Contains(connack.Reason) ? new IOException(refusal) : new InvalidOperationException(refusal);
        }
        catch (Exception exception)
        {
            wire.Dispose();
            throw exception is SocketException ? new IOException(exception.Message, exception) : exception;
        }
    }

    public void Confirm(ushort packetId) =>
        Write(output => AckCodec.Write(output, PacketType.Puback, _version, packetId));

    public void Ping() => Write(PingCodec.WriteRequest);

    /// <summary>Says goodbye first.</summary>
    public void Leave()
    {
        Write(output => DisconnectCodec.Write(output, _version, new DisconnectPacket()));
        Dispose();
    }

    /// <summary>Hangs up.</summary>
    public void Dispose()
    {
        _end = "the device closed it";
        _tcp.Dispose();
    }

    private void Write(Action<IBufferWriter<byte>> packet)
    {
        var output = new ArrayBufferWriter<byte>();
        packet(output);
        try
        {
            lock (_writing) _tcp.GetStream().Write(output.WrittenSpan);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // The connection is gone; the reader says so.
        }
    }

    private async Task<string> ReadAsync()
    {
        try
        {
            var stream = _tcp.GetStream();
            var buffer = new byte[4096];
            var filled = 0;
            while (await stream.ReadAsync(buffer.AsMemory(filled)) is > 0 and var count)
            {
                filled += count;
                var used = Take(buffer.AsSpan(0, filled));
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
                if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Either side hung up.
        }
        catch (Exception exception)
        {
            _end = Fault + exception;
        }
        _connack.TrySetException(new IOException("The connection ended before CONNACK."));
        return _end;
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes;
        while (FrameReader.TryRead(ref rest, MaxPacket, out var header, out var body, out var error) is var status)
        {
            if (status == FrameStatus.Invalid) throw new InvalidDataException($"The node sent a malformed packet: {error}");
            if (status == FrameStatus.Incomplete) break;
            Handle(header, body);
        }
        return bytes.Length - rest.Length;
    }

    private void Handle(FixedHeader header, ReadOnlySpan<byte> body)
    {
        switch (header.Type)
        {
            case PacketType.Connack when ConnackCodec.TryDecode(body, _version, out var connack, out _):
                _connack.TrySetResult(connack);
                break;
            case PacketType.Publish when PublishCodec.TryDecode(header, body, _version, out var publish, out _):
                _received(new WireMessage(publish.PacketId, publish.Payload.ToArray()));
                break;
            case PacketType.Pingresp:
                _ponged();
                break;
            case PacketType.Disconnect when DisconnectCodec.TryDecode(body, _version, out var disconnect, out _):
                _end = $"DISCONNECT {disconnect.Reason}";
                break;
            default:
                throw new InvalidDataException($"The node sent an unexpected or malformed {header.Type}.");
        }
    }
}
