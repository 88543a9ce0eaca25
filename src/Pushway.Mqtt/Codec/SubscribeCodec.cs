using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>SUBSCRIBE, §3.8; user properties are checked and dropped.</summary>
public static class SubscribeCodec
{
    private const int NoLocalFlag = 0b0000_0100;
    private const int RetainAsPublishedFlag = 0b0000_1000;
    private const int ReservedBits = 0b1100_0000;
    private const int ReservedBitsV311 = 0b1111_1100;

    public static bool TryDecode(
        ReadOnlySpan<byte> body, ProtocolVersion version,
        [NotNullWhen(true)] out SubscribePacket? packet, out MqttError error)
    {
        var reader = new PacketReader(body);
        var id = reader.PacketId();
        uint? identifier = null;
        if (version == ProtocolVersion.V5)
            identifier = PropertySet.Read(ref reader, PacketType.Subscribe).Number(PropertyId.SubscriptionIdentifier);
        if (reader.Remaining == 0)
            reader.Fail(ReasonCode.ProtocolError, "SUBSCRIBE has no topic filter [MQTT-3.8.3-2]");
        var subscriptions = new List<TopicSubscription>();
        while (reader.Remaining > 0) subscriptions.Add(ReadSubscription(ref reader, version));

        error = reader.Error;
        packet = reader.Failed ? null : new SubscribePacket
        {
            PacketId = id,
            SubscriptionIdentifier = identifier,
            Subscriptions = subscriptions,
        };
        return packet is not null;
    }

    public static void Write(IBufferWriter<byte> output, ProtocolVersion version, SubscribePacket packet)
    {
        if (version == ProtocolVersion.V5) PacketWriter.Write(output, PacketType.Subscribe, 0b0010, packet, WriteBody);
        else PacketWriter.Write(output, PacketType.Subscribe, 0b0010, packet, WriteBodyV311);
    }

    private static TopicSubscription ReadSubscription(ref PacketReader reader, ProtocolVersion version)
    {
        var filter = reader.Utf8();
        if (!reader.Failed && TopicSyntax.FaultOfFilter(filter, version) is { } fault)
            reader.Fail(ReasonCode.TopicFilterInvalid, fault);
        var options = reader.Byte();
        if (version == ProtocolVersion.V5) CheckOptions(ref reader, options, TopicSyntax.IsShared(filter, version));
        else if ((options & ReservedBitsV311) != 0 || options == 3)
            reader.Fail(ReasonCode.MalformedPacket, "requested QoS is not 0, 1 or 2 [MQTT-3.8.3-4 of 3.1.1]");
        if (reader.Failed) return default;
        return new TopicSubscription(
            Encoding.UTF8.GetString(filter),
            (byte)(options & 0b11),
            (options & NoLocalFlag) != 0,
            (options & RetainAsPublishedFlag) != 0,
            (byte)(options >> 4 & 0b11));
    }

    private static void CheckOptions(ref PacketReader reader, byte options, bool shared)
    {
        if ((options & ReservedBits) != 0)
            reader.Fail(ReasonCode.MalformedPacket, "subscription option's reserved bits are not 0 [MQTT-3.8.3-5]");
        if ((options & 0b11) == 3) reader.Fail(ReasonCode.ProtocolError, "subscription asks for QoS 3 §3.8.3.1");
        if ((options >> 4 & 0b11) == 3) reader.Fail(ReasonCode.ProtocolError, "retain handling is 3 §3.8.3.1");
        if (shared && (options & NoLocalFlag) != 0)
            reader.Fail(ReasonCode.ProtocolError, "no local is set on a shared subscription [MQTT-3.8.3-4]");
    }

    private static void WriteBodyV311(ref PacketWriter writer, SubscribePacket packet)
    {
        writer.UInt16(packet.PacketId);
        for (var i = 0; i < packet.Subscriptions.Count; i++)
        {
            writer.String(packet.Subscriptions[i].Filter);
            writer.Byte(packet.Subscriptions[i].MaximumQoS);
        }
    }

    private static void WriteBody(ref PacketWriter writer, SubscribePacket packet)
    {
        writer.UInt16(packet.PacketId);
        writer.Properties(packet, WriteProperties);
        for (var i = 0; i < packet.Subscriptions.Count; i++)
        {
            var subscription = packet.Subscriptions[i];
            writer.String(subscription.Filter);
            writer.Byte((byte)(subscription.MaximumQoS
                | (subscription.NoLocal ? NoLocalFlag : 0)
                | (subscription.RetainAsPublished ? RetainAsPublishedFlag : 0)
                | subscription.RetainHandling << 4));
        }
    }

    private static void WriteProperties(ref PacketWriter writer, SubscribePacket packet) =>
        writer.VariableIntegerProperty(PropertyId.SubscriptionIdentifier, packet.SubscriptionIdentifier);
}
