namespace Pushway.Mqtt.Codec;

/// <summary>How a property's value is encoded and which numbers it may hold.</summary>
internal enum PropertyKind
{
    Unknown,
    ZeroOrOne,
    UInt16,
    PositiveUInt16,
    UInt32,
    PositiveUInt32,
    PositiveVariableInteger,
    Utf8,
    Binary,
    Utf8Pair,
}
