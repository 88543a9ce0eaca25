using Pushway.Gateway.Sessions;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.Gateway.Connections;

/// <content>SUBSCRIBE, UNSUBSCRIBE and PUBLISH: a device has its own topics and no others, so devices can never reach each other.</content>
internal sealed partial class DeviceConnection
{
    private void HandleSubscribe(ReadOnlySpan<byte> body)
    {
        if (!SubscribeCodec.TryDecode(body, _version, out var packet, out var error))
        {
            Fail(error);
            return;
        }
        if (packet.SubscriptionIdentifier is not null)
        {
            End(ReasonCode.SubscriptionIdentifiersNotSupported, "subscription identifiers are not offered [MQTT-3.2.2-18]");
            return;
        }
        var reasons = packet.Subscriptions.Select(Answer).ToArray();
        lock (transport.Gate)
        {
            SubackCodec.Write(
                transport.Output, _version, new SubackPacket { PacketId = packet.PacketId, Reasons = reasons });
            transport.Flush();
        }
        if (Array.TrueForAll(reasons, reason => reason >= ReasonCode.UnspecifiedError))
        {
            End(ReasonCode.NotAuthorized, "a device has no topics but its own mps/…");
        }
    }

    /// <summary>Own topics are granted as asked, QoS 1 at most. Delivery does not depend on it: messages flow without SUBSCRIBE.</summary>
    private ReasonCode Answer(TopicSubscription subscription)
    {
        if (Topics.IsOwn(subscription.Filter)) return (ReasonCode)Math.Min(subscription.MaximumQoS, (byte)1);
        if (_version != ProtocolVersion.V5) return ReasonCode.UnspecifiedError;
        return subscription.Filter.StartsWith("$share/", StringComparison.Ordinal)
            ? ReasonCode.SharedSubscriptionsNotSupported
            : ReasonCode.NotAuthorized;
    }

    private void HandleUnsubscribe(ReadOnlySpan<byte> body)
    {
        if (!UnsubscribeCodec.TryDecode(body, _version, out var packet, out var error))
        {
            Fail(error);
            return;
        }
        var reasons = packet.Filters
            .Select(filter => Topics.IsOwn(filter) ? ReasonCode.Success : ReasonCode.NoSubscriptionExisted)
            .ToArray();
        lock (transport.Gate)
        {
            UnsubackCodec.Write(
                transport.Output, _version, new UnsubackPacket { PacketId = packet.PacketId, Reasons = reasons });
            transport.Flush();
        }
    }

    private void HandlePublish(DeviceSession session, FixedHeader header, ReadOnlySpan<byte> body)
    {
        if (!PublishCodec.TryDecode(header, body, _version, out var packet, out var error)) Fail(error);
        else if (packet.QoS > 1) End(ReasonCode.QoSNotSupported, "QoS 2 is not offered [MQTT-3.2.2-11]");
        else if (packet.Retain) End(ReasonCode.RetainNotSupported, "retained messages are not offered [MQTT-3.2.2-14]");
        else if (packet.SubscriptionIdentifier is not null) End(ReasonCode.ProtocolError, "PUBLISH of a client carries a subscription identifier [MQTT-3.3.4-6]");
        else if (packet.TopicAlias is not null) End(ReasonCode.TopicAliasInvalid, "topic aliases are not offered [MQTT-3.3.2-9]");
        else if (packet.Topic.SequenceEqual(Topics.Event)) TakeEvents(session, packet.QoS, packet.PacketId, packet.Payload);
        else RefusePublish(packet.QoS, packet.PacketId);
    }

    private void RefusePublish(byte qos, ushort packetId)
    {
        if (qos == 1 && _version == ProtocolVersion.V5)
        {
            lock (transport.Gate)
            {
                AckCodec.Write(transport.Output, PacketType.Puback, _version, packetId, ReasonCode.NotAuthorized);
            }
        }
        End(ReasonCode.NotAuthorized, "devices cannot publish to this topic");
    }
}
