using System.Net;
using System.Net.Sockets;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>A device that says only what it is told to, and confirms nothing by itself.</summary>
public sealed class RawClient : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TcpClient _socket = new() { NoDelay = true };
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;

    /// <summary>Everything the node sent.</summary>
    public Recording<RawPacket> Packets { get; } = new();

    private byte Level { get; set; } = 5;

    /// <summary>Opens a connection and says nothing yet.</summary>
    public static async Task<RawClient> OpenAsync(IPEndPoint node, CancellationToken cancellation)
    {
        var client = new RawClient();
        await client._socket.ConnectAsync(node, cancellation);
        client._reading = client.ReadAllAsync();
        return client;
    }

    /// <summary>Opens a connection and is let in.</summary>
    public static async Task<RawClient> ConnectAsync(IPEndPoint node, RawConnect connect, CancellationToken cancellation)
    {
        var client = await OpenAsync(node, cancellation);
        (await client.ConnectAsync(connect, cancellation)).Reason.ShouldBe((byte)0);
        return client;
    }

    /// <summary>Says CONNECT.</summary>
    /// <returns>The CONNACK.</returns>
    public async Task<RawPacket> ConnectAsync(RawConnect connect, CancellationToken cancellation)
    {
        Level = connect.Level;
        await SendAsync(connect.ToPacket(), cancellation);
        return await ExpectAsync(RawPacket.Connack, cancellation);
    }

    public Task SendAsync(byte[] bytes, CancellationToken cancellation) =>
        _socket.GetStream().WriteAsync(bytes, cancellation).AsTask();

    /// <summary>The first packet of a type, of the past or still to come.</summary>
    public Task<RawPacket> ExpectAsync(byte type, CancellationToken cancellation) =>
        Packets.WaitForAsync(packet => packet.Type == type, Limit, cancellation, $"A packet of type {type}");

    /// <summary>The message with this title.</summary>
    public async Task<RawMessage> ExpectMessageAsync(string title, CancellationToken cancellation) => Read(
        await Packets.WaitForAsync(
            packet => packet.Type == RawPacket.Publish && Read(packet).Title == title, Limit, cancellation, title));

    /// <summary>The messages that came up to now: what the node wrote before it answers this ping.</summary>
    public async Task<IReadOnlyList<RawMessage>> MessagesAsync(CancellationToken cancellation)
    {
        var pings = Packets.Items.Count(packet => packet.Type == RawPacket.Pingresp);
        await SendAsync(RawPackets.Pingreq, cancellation);
        var packets = await Packets.WaitUntilAsync(
            items => items.Count(packet => packet.Type == RawPacket.Pingresp) > pings, Limit, cancellation, "PINGRESP");
        return [.. packets.Where(packet => packet.Type == RawPacket.Publish).Select(Read)];
    }

    /// <summary>Waits until the node closes.</summary>
    /// <returns>Everything that came.</returns>
    public async Task<IReadOnlyList<RawPacket>> UntilClosedAsync(CancellationToken cancellation)
    {
        await _reading.WaitAsync(Limit, cancellation);
        return Packets.Items;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _socket.Dispose();
        _stop.Dispose();
    }

    private RawMessage Read(RawPacket packet) => RawMessage.Read(packet, Level);

    private async Task ReadAllAsync()
    {
        try
        {
            var stream = _socket.GetStream();
            while (true)
            {
                var first = await ReadByteAsync(stream);
                var body = new byte[await ReadLengthAsync(stream)];
                await stream.ReadExactlyAsync(body, _stop.Token);
                Packets.Add(new(first, body));
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            Packets.End("closed");
        }
    }

    private async Task<int> ReadLengthAsync(NetworkStream stream)
    {
        var (length, shift) = (0, 0);
        byte next;
        do
        {
            next = await ReadByteAsync(stream);
            length |= (next & 127) << shift;
            shift += 7;
        }
        while (next >= 128);
        return length;
    }

    private async Task<byte> ReadByteAsync(NetworkStream stream)
    {
        var one = new byte[1];
        await stream.ReadExactlyAsync(one, _stop.Token);
        return one[0];
    }
}
