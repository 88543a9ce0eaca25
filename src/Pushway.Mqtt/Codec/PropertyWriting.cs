using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>Writes single properties; a null value writes nothing.</summary>
internal static class PropertyWriting
{
    public static void FlagProperty(this ref PacketWriter writer, PropertyId id, bool? value)
    {
        if (value is { } flag) writer.ByteProperty(id, flag ? (byte)1 : (byte)0);
    }

    public static void ByteProperty(this ref PacketWriter writer, PropertyId id, byte? value)
    {
        if (value is not { } number) return;
        writer.Byte((byte)id);
        writer.Byte(number);
    }

    public static void UInt16Property(this ref PacketWriter writer, PropertyId id, ushort? value)
    {
        if (value is not { } number) return;
        writer.Byte((byte)id);
        writer.UInt16(number);
    }

    public static void UInt32Property(this ref PacketWriter writer, PropertyId id, uint? value)
    {
        if (value is not { } number) return;
        writer.Byte((byte)id);
        writer.UInt32(number);
    }

    public static void VariableIntegerProperty(this ref PacketWriter writer, PropertyId id, uint? value)
    {
        if (value is not { } number) return;
        writer.Byte((byte)id);
        writer.VariableInteger((int)number);
    }

    public static void StringProperty(this ref PacketWriter writer, PropertyId id, string? value)
    {
        if (value is null) return;
        writer.Byte((byte)id);
        writer.String(value);
    }

    public static void BinaryProperty(this ref PacketWriter writer, PropertyId id, byte[]? value)
    {
        if (value is null) return;
        writer.Byte((byte)id);
        writer.Binary(value);
    }

    public static void UserProperties(this ref PacketWriter writer, IReadOnlyList<UserProperty> properties)
    {
        for (var i = 0; i < properties.Count; i++)
        {
            writer.Byte((byte)PropertyId.UserProperty);
            writer.String(properties[i].Name);
            writer.String(properties[i].Value);
        }
    }
}
