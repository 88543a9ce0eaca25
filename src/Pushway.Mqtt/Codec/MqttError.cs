using Pushway.Mqtt.Packets;

namespace Pushway.Mqtt.Codec;

/// <summary>Why bytes are not the packet they claim to be; <c>default</c> is no error.</summary>
/// <param name="Reason">What a 5.0 peer is told.</param>
/// <param name="Detail">A constant that names the fault and the clause, of 5.0 unless it says 3.1.1.</param>
public readonly record struct MqttError(ReasonCode Reason, string Detail)
{
    public bool IsError => Detail is not null;
}
