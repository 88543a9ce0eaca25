using CsCheck;
using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt;

/// <summary>Random but valid packets; numbers and texts are not empty where MQTTnet takes empty for absent.</summary>
internal static class Generated
{
    public static readonly Gen<ushort> PacketId = Gen.UShort[1, ushort.MaxValue];

    private static readonly Gen<string> Text =
        Gen.OneOf("a", "Z", "0", "/", "-", "é", "ß", "漢", "\uFEFF", "\u007F", "😀", "𐍈").Array[1, 12]
            .Select(string.Concat);

    private static readonly Gen<byte[]> Bytes = Gen.Byte.Array[1, 300];
    private static readonly Gen<uint> Seconds = Gen.UInt[1, uint.MaxValue];
    private static readonly Gen<ushort> Count = Gen.UShort[1, ushort.MaxValue];
    private static readonly Gen<byte> QoS = Gen.Byte[0, 2];

    private static readonly Gen<IReadOnlyList<UserProperty>> UserProperties =
        Gen.Select(Text, Text, (name, value) => new UserProperty(name, value)).Array[0, 3]
            .Select(list => (IReadOnlyList<UserProperty>)list);

    private static readonly Gen<string> Filter =
        Gen.Select(Gen.OneOf(Text, Gen.Const("+")).Array[1, 4], Gen.OneOf("", "/#"))
            .Select((levels, end) => string.Join('/', levels) + end);

    private static readonly Gen<WillMessage> WillOfV311 =
        from topic in Text
        from payload in Bytes
        from qos in QoS
        from retain in Gen.Bool
        select new WillMessage { Topic = topic, Payload = payload, QoS = qos, Retain = retain };

    private static readonly Gen<WillMessage> WillOfV5 =
        from will in WillOfV311
        from delay in Gen.UInt
        from expiry in Value(Seconds)
        from format in Value(Gen.Const((byte)1))
        from type in Maybe(Text)
        from response in Maybe(Text)
        from correlation in Maybe(Bytes)
        from user in UserProperties
        select will with
        {
            DelayInterval = delay,
            MessageExpiryInterval = expiry,
            PayloadFormatIndicator = format,
            ContentType = type,
            ResponseTopic = response,
            CorrelationData = correlation,
            UserProperties = user,
        };

    public static readonly Gen<ConnectPacket> ConnectOfV311 =
        from id in Text
        from clean in Gen.Bool
        from keepAlive in Gen.UShort
        from username in Maybe(Text)
        from password in Maybe(Bytes)
        from will in Maybe(WillOfV311)
        select new ConnectPacket
        {
            Version = ProtocolVersion.V311,
            ClientId = id,
            CleanStart = clean,
            KeepAliveSeconds = keepAlive,
            Username = username,
            Password = username is null ? null : password,
            Will = will,
        };

    public static readonly Gen<ConnectPacket> ConnectOfV5 =
        from basis in ConnectOfV311
        from will in Maybe(WillOfV5)
        from expiry in Gen.UInt
        from receive in Count
        from size in Seconds
        from aliases in Gen.UShort
        from response in Gen.Bool
        from problem in Gen.Bool
        from user in UserProperties
        from method in Maybe(Text)
        from data in Maybe(Bytes)
        select basis with
        {
            Version = ProtocolVersion.V5,
            Will = will,
            SessionExpiryInterval = expiry,
            ReceiveMaximum = receive,
            MaximumPacketSize = size,
            TopicAliasMaximum = aliases,
            RequestResponseInformation = response,
            RequestProblemInformation = problem,
            UserProperties = user,
            AuthenticationMethod = method,
            AuthenticationData = method is null ? null : data,
        };

    public static readonly Gen<ConnackPacket> ConnackOfV311 =
        from reason in Gen.OneOf(
            ReasonCode.Success, ReasonCode.UnsupportedProtocolVersion, ReasonCode.ClientIdentifierNotValid,
            ReasonCode.ServerUnavailable, ReasonCode.BadUserNameOrPassword, ReasonCode.NotAuthorized)
        from session in Gen.Bool
        select new ConnackPacket { Reason = reason, SessionPresent = session && reason == ReasonCode.Success };

    public static readonly Gen<ConnackPacket> ConnackOfV5 =
        from basis in ConnackOfV311
        from expiry in Value(Seconds)
        from receive in Value(Count)
        from size in Value(Seconds)
        from id in Maybe(Text)
        from aliases in Value(Count)
        from reason in Maybe(Text)
        from keepAlive in Value(Count)
        from response in Maybe(Text)
        from server in Maybe(Text)
        from method in Maybe(Text)
        from data in Maybe(Bytes)
        from user in UserProperties
        from no in Gen.Select(
            Value(Gen.Const(false)), Value(Gen.Const(false)), Value(Gen.Const(false)), Value(Gen.Const(false)))
        from qos in Value(Gen.Const((byte)1))
        select basis with
        {
            SessionExpiryInterval = expiry,
            ReceiveMaximum = receive,
            MaximumQoS = qos,
            RetainAvailable = no.Item1,
            MaximumPacketSize = size,
            AssignedClientIdentifier = id,
            TopicAliasMaximum = aliases,
            ReasonString = reason,
            WildcardSubscriptionAvailable = no.Item2,
            SubscriptionIdentifiersAvailable = no.Item3,
            SharedSubscriptionAvailable = no.Item4,
            ServerKeepAlive = keepAlive,
            ResponseInformation = response,
            ServerReference = server,
            AuthenticationMethod = method,
            AuthenticationData = data,
            UserProperties = user,
        };

    public static readonly Gen<Publish> PublishOfV311 =
        from topic in Text
        from qos in QoS
        from duplicate in Gen.Bool
        from retain in Gen.Bool
        from id in PacketId
        from payload in Bytes
        select new Publish
        {
            Topic = topic,
            QoS = qos,
            Duplicate = duplicate && qos > 0,
            Retain = retain,
            PacketId = qos > 0 ? id : (ushort)0,
            Payload = payload,
        };

    public static readonly Gen<Publish> PublishOfV5 =
        from basis in PublishOfV311
        from expiry in Value(Seconds)
        from response in Maybe(Text)
        from correlation in Maybe(Bytes)
        from alias in Value(Count)
        from format in Value(Gen.Const((byte)1))
        from type in Maybe(Text)
        from identifier in Value(Gen.UInt[1, 268_435_455])
        select basis with
        {
            MessageExpiryInterval = expiry,
            ResponseTopic = response,
            CorrelationData = correlation,
            TopicAlias = alias,
            PayloadFormatIndicator = format,
            ContentType = type,
            SubscriptionIdentifier = identifier,
        };

    public static readonly Gen<SubscribePacket> SubscribeOfV311 =
        from id in PacketId
        from list in Gen.Select(Filter, QoS, (filter, qos) => new TopicSubscription(filter, qos)).Array[1, 4]
        select new SubscribePacket { PacketId = id, Subscriptions = list };

    public static readonly Gen<SubscribePacket> SubscribeOfV5 =
        from id in PacketId
        from identifier in Value(Gen.UInt[1, 268_435_455])
        from list in Gen.Select(Filter, QoS, Gen.Bool, Gen.Bool, QoS,
            (filter, qos, local, retain, handling) => new TopicSubscription(filter, qos, local, retain, handling))
            .Array[1, 4]
        select new SubscribePacket { PacketId = id, SubscriptionIdentifier = identifier, Subscriptions = list };

    public static readonly Gen<UnsubscribePacket> Unsubscribe =
        from id in PacketId
        from filters in Filter.Array[1, 4]
        select new UnsubscribePacket { PacketId = id, Filters = filters };

    public static readonly Gen<DisconnectPacket> DisconnectOfV5 =
        from reason in Gen.OneOf(
            ReasonCode.Success, ReasonCode.DisconnectWithWill, ReasonCode.SessionTakenOver, ReasonCode.ServerMoved)
        from expiry in Value(Seconds)
        from text in Maybe(Text)
        from server in Maybe(Text)
        from user in UserProperties
        select new DisconnectPacket
        {
            Reason = reason,
            SessionExpiryInterval = expiry,
            ReasonString = text,
            ServerReference = server,
            UserProperties = user,
        };

    public static readonly Gen<AuthPacket> Auth =
        from reason in Gen.OneOf(ReasonCode.ContinueAuthentication, ReasonCode.Reauthenticate)
        from method in Text
        from data in Maybe(Bytes)
        from text in Maybe(Text)
        from user in UserProperties
        select new AuthPacket
        {
            Reason = reason,
            Method = method,
            AuthenticationData = data,
            ReasonString = text,
            UserProperties = user,
        };

    public static Gen<Ack> AckOf(PacketType type, params ReasonCode[] reasons) =>
        Gen.Select(PacketId, Gen.OneOf(reasons), (id, reason) => new Ack(type, id, reason));

    public static Gen<SubackPacket> SubackOf(params ReasonCode[] reasons) =>
        Gen.Select(PacketId, Gen.OneOf(reasons).Array[1, 5],
            (id, list) => new SubackPacket { PacketId = id, Reasons = list });

    public static Gen<UnsubackPacket> UnsubackOf(params ReasonCode[] reasons) =>
        Gen.Select(PacketId, Gen.OneOf(reasons).Array[1, 5],
            (id, list) => new UnsubackPacket { PacketId = id, Reasons = list });

    private static Gen<T?> Value<T>(Gen<T> gen) where T : struct =>
        Gen.Select(Gen.Bool, gen, (present, value) => present ? value : (T?)null);

    private static Gen<T?> Maybe<T>(Gen<T> gen) where T : class =>
        Gen.Select(Gen.Bool, gen, (present, value) => present ? value : null);
}
