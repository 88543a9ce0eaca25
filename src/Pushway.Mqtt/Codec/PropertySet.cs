using System.Runtime.CompilerServices;
using System.Text;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>The properties of one packet, checked as they are read and then asked for by name.</summary>
internal ref struct PropertySet
{
    private ReadOnlySpan<byte> _section;
    private ulong _seen;
    private Slots _slots;
    private List<UserProperty>? _userProperties;

    public readonly IReadOnlyList<UserProperty> UserProperties => _userProperties ?? [];

    /// <summary>Reads the property length and what it spans; faults land in the packet's reader.</summary>
    public static PropertySet Read(scoped ref PacketReader packet, PacketType place, bool keepUserProperties = false)
    {
        var set = default(PropertySet);
        set._section = packet.Take(packet.VariableInteger());
        var reader = new PacketReader(set._section);
        while (reader.Remaining > 0) set.ReadOne(ref reader, place, keepUserProperties);
        if (reader.Failed) packet.Fail(reader.Error.Reason, reader.Error.Detail);
        return set;
    }

    public readonly bool Has(PropertyId id) => (_seen & 1UL << (int)id) != 0;

    public readonly uint? Number(PropertyId id) => Has(id) ? (uint)_slots[(int)id] : null;

    public readonly bool? Flag(PropertyId id) => Has(id) ? _slots[(int)id] != 0 : null;

    public readonly string? String(PropertyId id) => Has(id) ? Encoding.UTF8.GetString(Span(id)) : null;

    public readonly byte[]? Bytes(PropertyId id) => Has(id) ? Span(id).ToArray() : null;

    public readonly ReadOnlySpan<byte> Span(PropertyId id)
    {
        var slot = _slots[(int)id];
        return _section.Slice((int)(slot >> 32), (int)(slot & uint.MaxValue));
    }

    private void ReadOne(ref PacketReader reader, PacketType place, bool keepUserProperties)
    {
        var id = reader.VariableInteger();
        var kind = PropertyRules.KindOf(id, place);
        if (kind == PropertyKind.Utf8Pair)
        {
            ReadUserProperty(ref reader, keepUserProperties);
            return;
        }

        if (kind == PropertyKind.Unknown)
        {
            reader.Fail(ReasonCode.MalformedPacket, "property does not belong in this packet §2.2.2.2");
            return;
        }

        var repeatable = id == (int)PropertyId.SubscriptionIdentifier && place == PacketType.Publish;
        if (Has((PropertyId)id) && !repeatable)
        {
            reader.Fail(ReasonCode.ProtocolError, "property is given twice §2.2.2");
            return;
        }

        _seen |= 1UL << id;
        _slots[id] = kind is PropertyKind.Utf8 or PropertyKind.Binary
            ? ReadText(ref reader, kind)
            : ReadNumber(ref reader, kind);
    }

    private readonly ulong ReadText(ref PacketReader reader, PropertyKind kind)
    {
        var length = kind == PropertyKind.Utf8 ? reader.Utf8().Length : reader.Binary().Length;
        var offset = _section.Length - reader.Remaining - length;
        return (ulong)offset << 32 | (uint)length;
    }

    private static uint ReadNumber(ref PacketReader reader, PropertyKind kind)
    {
        var value = kind switch
        {
            PropertyKind.ZeroOrOne => reader.Byte(),
            PropertyKind.UInt16 or PropertyKind.PositiveUInt16 => reader.UInt16(),
            PropertyKind.UInt32 or PropertyKind.PositiveUInt32 => reader.UInt32(),
            _ => (uint)reader.VariableInteger(),
        };
        if (kind == PropertyKind.ZeroOrOne && value > 1)
            reader.Fail(ReasonCode.ProtocolError, "property must be 0 or 1 §2.2.2.2");
        var positive = kind is PropertyKind.PositiveUInt16
            or PropertyKind.PositiveUInt32 or PropertyKind.PositiveVariableInteger;
        if (positive && value == 0) reader.Fail(ReasonCode.ProtocolError, "property must not be 0 §2.2.2.2");
        return value;
    }

    private void ReadUserProperty(ref PacketReader reader, bool keep)
    {
        var name = reader.Utf8();
        var value = reader.Utf8();
        if (!keep || reader.Failed) return;
        _userProperties ??= [];
        _userProperties.Add(new UserProperty(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value)));
    }

    /// <summary>A number, or offset and length within the section, for each property identifier.</summary>
    [InlineArray((int)PropertyId.SharedSubscriptionAvailable + 1)]
    private struct Slots
    {
        private ulong _first;
    }
}
