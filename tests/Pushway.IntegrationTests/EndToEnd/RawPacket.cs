using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>A packet from the node; <paramref name="First"/> is its first byte.</summary>
public sealed record RawPacket(byte First, byte[] Body)
{
    public const byte Connack = 2;
    public const byte Publish = 3;
    public const byte Puback = 4;
    public const byte Suback = 9;
    public const byte Pingresp = 13;
    public const byte Disconnect = 14;

    public byte Type => (byte)(First >> 4);

    public int QoS => First >> 1 & 3;

    /// <summary>The reason code; one that is left out is 0.</summary>
    public byte Reason => Type switch
    {
        Connack => Body[1],
        Puback => Body.Length > 2 ? Body[2] : (byte)0,
        Suback => Body[^1],
        Disconnect => Body.Length > 0 ? Body[0] : (byte)0,
        _ => throw new InvalidOperationException($"Packet type {Type} has no reason."),
    };

    public override string ToString() => $"type {Type}: {Convert.ToHexString(Body)}";
}

/// <summary>A PUBLISH taken apart §3.3; <paramref name="ExpirySeconds"/> is its Message Expiry Interval, null if there is none.</summary>
public sealed record RawMessage(ushort PacketId, string Topic, long? ExpirySeconds, string Title)
{
    private const byte MessageExpiry = 0x02;

    /// <summary>The whole JSON.</summary>
    public JsonElement Payload { get; init; }

    public string Id => Payload.GetProperty("id").GetString()!;

    public static RawMessage Read(RawPacket packet, byte level)
    {
        var body = packet.Body.AsSpan();
        var topic = Encoding.UTF8.GetString(body.Slice(2, BinaryPrimitives.ReadUInt16BigEndian(body)));
        body = body[(2 + topic.Length)..];
        var id = BinaryPrimitives.ReadUInt16BigEndian(body);
        body = body[2..];
        long? expiry = null;
        if (level == 5)
        {
            // The node sends one property at most, so their length is one byte.
            var properties = body.Slice(1, body[0]);
            body = body[(1 + properties.Length)..];
            if (properties is [MessageExpiry, .. var value]) expiry = BinaryPrimitives.ReadUInt32BigEndian(value);
        }
        var payload = JsonSerializer.Deserialize<JsonElement>(body);
        // A recall has no title.
        var title = payload.TryGetProperty("title", out var text) ? text.GetString()! : "";
        return new(id, topic, expiry, title) { Payload = payload };
    }
}
