using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt;

/// <summary>Packets of 3.1.1, worked out by hand from its tables.</summary>
internal static class SamplesOfV311
{
    private static readonly WillMessage Will = new()
    {
        Topic = "w/t",
        Payload = "bye"u8.ToArray(),
        QoS = 1,
        Retain = true,
    };

    public static Sample[] All =>
    [
        Of("CONNECT", "10 0D 'MQTT' 04 02 003C 'c'",
            new ConnectPacket { Version = ProtocolVersion.V311, ClientId = "c", KeepAliveSeconds = 60 }),
        Of("CONNECT without client identifier", "10 0C 'MQTT' 04 02 0000 0000",
            new ConnectPacket { Version = ProtocolVersion.V311 }),
        Of("CONNECT that keeps its session", "10 0D 'MQTT' 04 00 003C 'c'", new ConnectPacket
        {
            Version = ProtocolVersion.V311,
            ClientId = "c",
            KeepAliveSeconds = 60,
            CleanStart = false,
        }),
        Of("CONNECT with everything", "10 1E 'MQTT' 04 EE 003C 'id' 'w/t' 'bye' 'u' 'p'", new ConnectPacket
        {
            Version = ProtocolVersion.V311,
            ClientId = "id",
            KeepAliveSeconds = 60,
            Will = Will,
            Username = "u",
            Password = "p"u8.ToArray(),
        }),
        Of("CONNACK", "20 02 00 00", new ConnackPacket()),
        Of("CONNACK with session", "20 02 01 00", new ConnackPacket { SessionPresent = true }),
        Of("CONNACK refused", "20 02 00 05", new ConnackPacket { Reason = ReasonCode.NotAuthorized }),
        Of("PUBLISH QoS 0", "30 07 'a/b' 6869", new Publish { Topic = "a/b", Payload = "hi"u8.ToArray() }),
        Of("PUBLISH QoS 1 again", "3A 09 'a/b' 000A 6869", new Publish
        {
            Topic = "a/b",
            QoS = 1,
            Duplicate = true,
            PacketId = 10,
            Payload = "hi"u8.ToArray(),
        }),
        Of("PUBLISH QoS 2 retained and empty", "35 07 'a/b' 0001",
            new Publish { Topic = "a/b", QoS = 2, Retain = true, PacketId = 1 }),
        Of("PUBACK", "40 02 000A", new Ack(PacketType.Puback, 10)),
        Of("PUBREC", "50 02 000A", new Ack(PacketType.Pubrec, 10)),
        Of("PUBREL", "62 02 000A", new Ack(PacketType.Pubrel, 10)),
        Of("PUBCOMP", "70 02 FFFF", new Ack(PacketType.Pubcomp, 65535)),
        Of("SUBSCRIBE", "82 0C 0001 'a/#' 01 '+' 00",
            new SubscribePacket { PacketId = 1, Subscriptions = [new("a/#", 1), new("+", 0)] }),
        Of("SUBACK", "90 04 0001 01 80", new SubackPacket
        {
            PacketId = 1,
            Reasons = [ReasonCode.GrantedQoS1, ReasonCode.UnspecifiedError],
        }),
        Of("UNSUBSCRIBE", "A2 0A 0001 'a/#' '+'", new UnsubscribePacket { PacketId = 1, Filters = ["a/#", "+"] }),
        Of("UNSUBACK", "B0 02 0001", new UnsubackPacket { PacketId = 1 }),
        Of("PINGREQ", "C0 00", PacketType.Pingreq),
        Of("PINGRESP", "D0 00", PacketType.Pingresp),
        Of("DISCONNECT", "E0 00", new DisconnectPacket()),
    ];

    private static Sample Of(string name, string bytes, object packet) =>
        new("3.1.1 " + name, ProtocolVersion.V311, bytes, packet);
}
