using Pushway.Mqtt.Packets;

namespace Pushway.Gateway.Connections;

/// <summary>Why a connection ended.</summary>
internal enum CloseReason
{
    /// <summary>The device said DISCONNECT.</summary>
    ByDevice,

    /// <summary>The transport ended without a word.</summary>
    ConnectionLost,
    ConnectTimeout,
    KeepAliveTimeout,
    TakenOver,
    Refused,
    MalformedPacket,
    PacketTooLarge,
    ProtocolViolation,
    NotAuthorized,
    NotSupported,
    ServerShuttingDown,
    ServerFault,
}

/// <summary>What a close says in MQTT.</summary>
internal static class CloseReasons
{
    /// <summary>Before a device is let in, everything but a malformed or oversized packet is a refusal.</summary>
    public static CloseReason OfRefusal(ReasonCode reason) => reason switch
    {
        ReasonCode.MalformedPacket => CloseReason.MalformedPacket,
        ReasonCode.PacketTooLarge => CloseReason.PacketTooLarge,
        ReasonCode.MaximumConnectTime => CloseReason.ConnectTimeout,
        _ => CloseReason.Refused,
    };

    /// <summary>The reason to name for an MQTT error.</summary>
    public static CloseReason Of(ReasonCode reason) => reason switch
    {
        ReasonCode.MalformedPacket => CloseReason.MalformedPacket,
        ReasonCode.PacketTooLarge => CloseReason.PacketTooLarge,
        ReasonCode.NotAuthorized => CloseReason.NotAuthorized,
        ReasonCode.KeepAliveTimeout => CloseReason.KeepAliveTimeout,
        ReasonCode.SessionTakenOver => CloseReason.TakenOver,
        ReasonCode.ServerShuttingDown => CloseReason.ServerShuttingDown,
        ReasonCode.QoSNotSupported or ReasonCode.RetainNotSupported or ReasonCode.SharedSubscriptionsNotSupported
            or ReasonCode.SubscriptionIdentifiersNotSupported => CloseReason.NotSupported,
        ReasonCode.UnspecifiedError or ReasonCode.ServerUnavailable => CloseReason.ServerFault,
        _ => CloseReason.ProtocolViolation,
    };
}
