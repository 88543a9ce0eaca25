using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt;

/// <summary>Packets of 5.0, worked out by hand from its tables.</summary>
internal static class SamplesOfV5
{
    public static Sample[] All => [.. Connecting, .. Publishing, .. Subscribing, .. Ending];

    private static UserProperty[] Named => [new("n", "v")];

    private static Sample[] Connecting =>
    [
        Of("CONNECT", "10 0E 'MQTT' 05 02 003C 00 'c'", new ConnectPacket { ClientId = "c", KeepAliveSeconds = 60 }),
        Of("CONNECT with a password alone", "10 10 'MQTT' 05 42 0000 00 0000 'p'",
            new ConnectPacket { Password = "p"u8.ToArray() }),
        Of("CONNECT with everything",
            "10 60 'MQTT' 05 EE 003C"
            + " 23 11 00000E10 21 0014 27 00010000 22 000A 19 01 17 00 15 'k' 16 'x' 26 'n' 'v'"
            + " 'id' 1F 18 00000005 01 01 02 0000003C 03 't' 08 'r' 09 'c' 26 'n' 'v' 'w' 'bye' 'u' 'p'",
            FullConnect),
        Of("CONNACK", "20 03 00 00 00", new ConnackPacket()),
        Of("CONNACK refused", "20 03 00 87 00", new ConnackPacket { Reason = ReasonCode.NotAuthorized }),
        Of("CONNACK with everything",
            "20 42 01 00 3F 11 00000000 21 000A 24 01 25 00 27 00001000 12 'dev' 22 0000 1F 'ok'"
            + " 28 00 29 00 2A 01 13 003C 1A 'r' 1C 's' 15 'k' 16 'x' 26 'n' 'v'",
            FullConnack),
    ];

    private static Sample[] Publishing =>
    [
        Of("PUBLISH QoS 0", "30 08 'a/b' 00 6869", new Publish { Topic = "a/b", Payload = "hi"u8.ToArray() }),
        Of("PUBLISH QoS 1 that expires", "32 0F 'a/b' 000A 05 02 0000003C 6869", new Publish
        {
            Topic = "a/b",
            QoS = 1,
            PacketId = 10,
            MessageExpiryInterval = 60,
            Payload = "hi"u8.ToArray(),
        }),
        Of("PUBLISH by alias", "30 06 0000 03 23 0001", new Publish { TopicAlias = 1 }),
        Of("PUBLISH with everything",
            "3B 23 'a/b' 000A 19 01 01 02 0000003C 23 0003 08 'r' 09 'c' 0B 8001 03 't' 6869", FullPublish),
        Of("PUBLISH with empty correlation data", "30 07 'a' 03 09 0000",
            new Publish { Topic = "a", CorrelationData = [] }),
        Of("PUBACK", "40 02 000A", new Ack(PacketType.Puback, 10)),
        Of("PUBACK with a reason", "40 03 000A 10", new Ack(PacketType.Puback, 10, ReasonCode.NoMatchingSubscribers)),
        Of("PUBREC", "50 03 000A 97", new Ack(PacketType.Pubrec, 10, ReasonCode.QuotaExceeded)),
        Of("PUBREL", "62 03 000A 92", new Ack(PacketType.Pubrel, 10, ReasonCode.PacketIdentifierNotFound)),
        Of("PUBCOMP", "70 02 000A", new Ack(PacketType.Pubcomp, 10)),
    ];

    private static Sample[] Subscribing =>
    [
        Of("SUBSCRIBE", "82 0B 0001 02 0B 05 'a/#' 2D", new SubscribePacket
        {
            PacketId = 1,
            SubscriptionIdentifier = 5,
            Subscriptions = [new("a/#", 1, NoLocal: true, RetainAsPublished: true, RetainHandling: 2)],
        }),
        Of("SUBSCRIBE shared", "82 10 0001 00 '$share/g/+' 01",
            new SubscribePacket { PacketId = 1, Subscriptions = [new("$share/g/+", 1)] }),
        Of("SUBACK", "90 06 0001 00 00 01 87", new SubackPacket
        {
            PacketId = 1,
            Reasons = [ReasonCode.Success, ReasonCode.GrantedQoS1, ReasonCode.NotAuthorized],
        }),
        Of("UNSUBSCRIBE", "A2 08 0001 00 'a/#'", new UnsubscribePacket { PacketId = 1, Filters = ["a/#"] }),
        Of("UNSUBACK", "B0 05 0001 00 00 11", new UnsubackPacket
        {
            PacketId = 1,
            Reasons = [ReasonCode.Success, ReasonCode.NoSubscriptionExisted],
        }),
    ];

    private static Sample[] Ending =>
    [
        Of("PINGREQ", "C0 00", PacketType.Pingreq),
        Of("PINGRESP", "D0 00", PacketType.Pingresp),
        Of("DISCONNECT", "E0 00", new DisconnectPacket()),
        Of("DISCONNECT with a reason", "E0 01 8E", new DisconnectPacket { Reason = ReasonCode.SessionTakenOver }),
        Of("DISCONNECT with everything", "E0 1A 9C 18 11 00000000 1F 'why' 1C 'srv' 26 'n' 'v'", new DisconnectPacket
        {
            Reason = ReasonCode.UseAnotherServer,
            SessionExpiryInterval = 0,
            ReasonString = "why",
            ServerReference = "srv",
            UserProperties = Named,
        }),
        Of("AUTH", "F0 00", new AuthPacket()),
        Of("AUTH with everything", "F0 15 18 13 15 'k' 16 'x' 1F 'y' 26 'n' 'v'", new AuthPacket
        {
            Reason = ReasonCode.ContinueAuthentication,
            Method = "k",
            AuthenticationData = "x"u8.ToArray(),
            ReasonString = "y",
            UserProperties = Named,
        }),
    ];

    private static ConnectPacket FullConnect => new()
    {
        ClientId = "id",
        KeepAliveSeconds = 60,
        Username = "u",
        Password = "p"u8.ToArray(),
        SessionExpiryInterval = 3600,
        ReceiveMaximum = 20,
        MaximumPacketSize = 65536,
        TopicAliasMaximum = 10,
        RequestResponseInformation = true,
        RequestProblemInformation = false,
        AuthenticationMethod = "k",
        AuthenticationData = "x"u8.ToArray(),
        UserProperties = Named,
        Will = new WillMessage
        {
            Topic = "w",
            Payload = "bye"u8.ToArray(),
            QoS = 1,
            Retain = true,
            DelayInterval = 5,
            PayloadFormatIndicator = 1,
            MessageExpiryInterval = 60,
            ContentType = "t",
            ResponseTopic = "r",
            CorrelationData = "c"u8.ToArray(),
            UserProperties = Named,
        },
    };

    private static ConnackPacket FullConnack => new()
    {
        SessionPresent = true,
        SessionExpiryInterval = 0,
        ReceiveMaximum = 10,
        MaximumQoS = 1,
        RetainAvailable = false,
        MaximumPacketSize = 4096,
        AssignedClientIdentifier = "dev",
        TopicAliasMaximum = 0,
        ReasonString = "ok",
        WildcardSubscriptionAvailable = false,
        SubscriptionIdentifiersAvailable = false,
        SharedSubscriptionAvailable = true,
        ServerKeepAlive = 60,
        ResponseInformation = "r",
        ServerReference = "s",
        AuthenticationMethod = "k",
        AuthenticationData = "x"u8.ToArray(),
        UserProperties = Named,
    };

    private static Publish FullPublish => new()
    {
        Topic = "a/b",
        QoS = 1,
        Duplicate = true,
        Retain = true,
        PacketId = 10,
        PayloadFormatIndicator = 1,
        MessageExpiryInterval = 60,
        TopicAlias = 3,
        ResponseTopic = "r",
        CorrelationData = "c"u8.ToArray(),
        SubscriptionIdentifier = 128,
        ContentType = "t",
        Payload = "hi"u8.ToArray(),
    };

    private static Sample Of(string name, string bytes, object packet) =>
        new("5.0 " + name, ProtocolVersion.V5, bytes, packet);
}
