using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>What every packet starts with, §2.1.</summary>
/// <param name="Type">The kind of packet.</param>
/// <param name="Flags">The lower four bits of the first byte.</param>
/// <param name="RemainingLength">Bytes of the body, up to 268,435,455.</param>
public readonly record struct FixedHeader(PacketType Type, byte Flags, int RemainingLength);
