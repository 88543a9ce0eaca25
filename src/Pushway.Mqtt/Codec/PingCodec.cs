using System.Buffers;
using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>PINGREQ and PINGRESP, §3.12 and §3.13: two bytes, no body.</summary>
public static class PingCodec
{
    public static ReadOnlySpan<byte> Request => [0xC0, 0x00];
    public static ReadOnlySpan<byte> Response => [0xD0, 0x00];

    public static bool TryDecode(ReadOnlySpan<byte> body, out MqttError error)
    {
        error = body.IsEmpty ? default : new MqttError(ReasonCode.MalformedPacket, "PING has a body §3.12");
        return !error.IsError;
    }

    public static void WriteRequest(IBufferWriter<byte> output) => output.Write(Request);

    public static void WriteResponse(IBufferWriter<byte> output) => output.Write(Response);
}
