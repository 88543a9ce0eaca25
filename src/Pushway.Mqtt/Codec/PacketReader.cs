using System.Buffers.Binary;
using System.Text;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>Reads fields off a packet body; the first fault sticks, and every read after it gives nothing.</summary>
internal ref struct PacketReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    public MqttError Error { get; private set; }
    public readonly bool Failed => Error.IsError;
    public readonly int Remaining => _rest.Length;

    public void Fail(ReasonCode reason, string detail)
    {
        if (!Failed) Error = new MqttError(reason, detail);
        _rest = default;
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            Fail(ReasonCode.MalformedPacket, "packet ends inside a field §1.5");
            return default;
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public ReadOnlySpan<byte> TakeRest() => Take(_rest.Length);

    public byte Byte()
    {
        var bytes = Take(1);
        return bytes.IsEmpty ? (byte)0 : bytes[0];
    }

    public ushort UInt16()
    {
        var bytes = Take(2);
        return bytes.IsEmpty ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    public uint UInt32()
    {
        var bytes = Take(4);
        return bytes.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    public ushort PacketId()
    {
        var id = UInt16();
        if (id == 0) Fail(ReasonCode.ProtocolError, "packet identifier is 0 [MQTT-2.2.1-3]");
        return id;
    }

    public int VariableInteger()
    {
        var size = Codec.VariableInteger.Read(_rest, out var value);
        if (size > 0)
        {
            _rest = _rest[size..];
            return value;
        }

        Fail(ReasonCode.MalformedPacket, size switch
        {
            Codec.VariableInteger.TooLong => "variable byte integer is over four bytes §1.5.5",
            Codec.VariableInteger.Padded => "variable byte integer is padded [MQTT-1.5.5-1]",
            _ => "packet ends inside a field §1.5",
        });
        return 0;
    }

    public ReadOnlySpan<byte> Binary() => Take(UInt16());

    public ReadOnlySpan<byte> Utf8()
    {
        var bytes = Binary();
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
            Fail(ReasonCode.MalformedPacket, "string is not well-formed UTF-8 [MQTT-1.5.4-1]");
        else if (bytes.Contains((byte)0))
            Fail(ReasonCode.MalformedPacket, "string contains U+0000 [MQTT-1.5.4-2]");
        return Failed ? default : bytes;
    }

    public string String() => Encoding.UTF8.GetString(Utf8());

    public ReasonCode Reason(ReadOnlySpan<byte> allowed, string detail)
    {
        var reason = Byte();
        if (!Failed && !allowed.Contains(reason)) Fail(ReasonCode.ProtocolError, detail);
        return (ReasonCode)reason;
    }

    public void End(string detail)
    {
        if (_rest.Length > 0) Fail(ReasonCode.MalformedPacket, detail);
    }
}
