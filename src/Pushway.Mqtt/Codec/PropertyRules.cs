using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>Which property may stand in which packet, and what it holds: table 2-4 of MQTT 5.0 §2.2.2.2.</summary>
internal static class PropertyRules
{
    /// <summary>Stands for the will's properties inside CONNECT; no packet has type 0.</summary>
    public const PacketType Will = 0;

    private const int InConnect = 1 << (int)PacketType.Connect;
    private const int InConnack = 1 << (int)PacketType.Connack;
    private const int InPublish = 1 << (int)PacketType.Publish;
    private const int InSubscribe = 1 << (int)PacketType.Subscribe;
    private const int InDisconnect = 1 << (int)PacketType.Disconnect;
    private const int InAuth = 1 << (int)PacketType.Auth;
    private const int InWill = 1 << (int)Will;
    private const int InAnswers = InConnack | InDisconnect | InAuth
        | 1 << (int)PacketType.Puback | 1 << (int)PacketType.Pubrec | 1 << (int)PacketType.Pubrel
        | 1 << (int)PacketType.Pubcomp | 1 << (int)PacketType.Suback | 1 << (int)PacketType.Unsuback;
    private const int Anywhere = ~0;

    /// <summary>Unknown when the property does not exist or may not stand in that packet.</summary>
    public static PropertyKind KindOf(int id, PacketType packet)
    {
        var (kind, places) = Find((PropertyId)id);
        return id < 128 && (places & 1 << (int)packet) != 0 ? kind : PropertyKind.Unknown;
    }

    private static (PropertyKind Kind, int Places) Find(PropertyId id) => id switch
    {
        PropertyId.PayloadFormatIndicator => (PropertyKind.ZeroOrOne, InPublish | InWill),
        PropertyId.MessageExpiryInterval => (PropertyKind.UInt32, InPublish | InWill),
        PropertyId.ContentType => (PropertyKind.Utf8, InPublish | InWill),
        PropertyId.ResponseTopic => (PropertyKind.Utf8, InPublish | InWill),
        PropertyId.CorrelationData => (PropertyKind.Binary, InPublish | InWill),
        PropertyId.SubscriptionIdentifier => (PropertyKind.PositiveVariableInteger, InPublish | InSubscribe),
        PropertyId.SessionExpiryInterval => (PropertyKind.UInt32, InConnect | InConnack | InDisconnect),
        PropertyId.AssignedClientIdentifier => (PropertyKind.Utf8, InConnack),
        PropertyId.ServerKeepAlive => (PropertyKind.UInt16, InConnack),
        PropertyId.AuthenticationMethod => (PropertyKind.Utf8, InConnect | InConnack | InAuth),
        PropertyId.AuthenticationData => (PropertyKind.Binary, InConnect | InConnack | InAuth),
        PropertyId.RequestProblemInformation => (PropertyKind.ZeroOrOne, InConnect),
        PropertyId.WillDelayInterval => (PropertyKind.UInt32, InWill),
        PropertyId.RequestResponseInformation => (PropertyKind.ZeroOrOne, InConnect),
        PropertyId.ResponseInformation => (PropertyKind.Utf8, InConnack),
        PropertyId.ServerReference => (PropertyKind.Utf8, InConnack | InDisconnect),
        PropertyId.ReasonString => (PropertyKind.Utf8, InAnswers),
        PropertyId.ReceiveMaximum => (PropertyKind.PositiveUInt16, InConnect | InConnack),
        PropertyId.TopicAliasMaximum => (PropertyKind.UInt16, InConnect | InConnack),
        PropertyId.TopicAlias => (PropertyKind.UInt16, InPublish),
        PropertyId.MaximumQoS => (PropertyKind.ZeroOrOne, InConnack),
        PropertyId.RetainAvailable => (PropertyKind.ZeroOrOne, InConnack),
        PropertyId.UserProperty => (PropertyKind.Utf8Pair, Anywhere),
        PropertyId.MaximumPacketSize => (PropertyKind.PositiveUInt32, InConnect | InConnack),
        PropertyId.WildcardSubscriptionAvailable => (PropertyKind.ZeroOrOne, InConnack),
        PropertyId.SubscriptionIdentifiersAvailable => (PropertyKind.ZeroOrOne, InConnack),
        PropertyId.SharedSubscriptionAvailable => (PropertyKind.ZeroOrOne, InConnack),
        _ => (PropertyKind.Unknown, 0),
    };
}
