using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt.Codec;

/// <summary>The table of MQTT 5.0 §2.4, which goes by reason, against the decoders, which go by packet.</summary>
public sealed class ReasonRulesTests
{
    private const string Any = "CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK DISCONNECT AUTH";
    private const string Ends = "CONNACK DISCONNECT";
    private const string Requests = "CONNACK PUBACK PUBREC SUBACK UNSUBACK DISCONNECT";

    private static readonly Dictionary<string, Func<int, string>> Packets = new()
    {
        ["CONNACK"] = code => $"20: 00 {code:X2} 00",
        ["PUBACK"] = code => $"40: 0001 {code:X2}",
        ["PUBREC"] = code => $"50: 0001 {code:X2}",
        ["PUBREL"] = code => $"62: 0001 {code:X2}",
        ["PUBCOMP"] = code => $"70: 0001 {code:X2}",
        ["SUBACK"] = code => $"90: 0001 00 {code:X2}",
        ["UNSUBACK"] = code => $"B0: 0001 00 {code:X2}",
        ["DISCONNECT"] = code => $"E0: {code:X2}",
        ["AUTH"] = code => $"F0: {code:X2} 04 15 'k'",
    };

    private static readonly Dictionary<int, string> Table = new()
    {
        [0x00] = Any,
        [0x01] = "SUBACK",
        [0x02] = "SUBACK",
        [0x04] = "DISCONNECT",
        [0x10] = "PUBACK PUBREC",
        [0x11] = "UNSUBACK",
        [0x18] = "AUTH",
        [0x19] = "AUTH",
        [0x80] = Requests,
        [0x81] = Ends,
        [0x82] = Ends,
        [0x83] = Requests,
        [0x84] = "CONNACK",
        [0x85] = "CONNACK",
        [0x86] = "CONNACK",
        [0x87] = Requests,
        [0x88] = "CONNACK",
        [0x89] = Ends,
        [0x8A] = "CONNACK",
        [0x8B] = "DISCONNECT",
        [0x8C] = Ends,
        [0x8D] = "DISCONNECT",
        [0x8E] = "DISCONNECT",
        [0x8F] = "SUBACK UNSUBACK DISCONNECT",
        [0x90] = "CONNACK PUBACK PUBREC DISCONNECT",
        [0x91] = "PUBACK PUBREC SUBACK UNSUBACK",
        [0x92] = "PUBREL PUBCOMP",
        [0x93] = "DISCONNECT",
        [0x94] = "DISCONNECT",
        [0x95] = Ends,
        [0x96] = "DISCONNECT",
        [0x97] = "CONNACK PUBACK PUBREC SUBACK DISCONNECT",
        [0x98] = "DISCONNECT",
        [0x99] = "CONNACK PUBACK PUBREC DISCONNECT",
        [0x9A] = Ends,
        [0x9B] = Ends,
        [0x9C] = Ends,
        [0x9D] = Ends,
        [0x9E] = "SUBACK DISCONNECT",
        [0x9F] = Ends,
        [0xA0] = "DISCONNECT",
        [0xA1] = "SUBACK DISCONNECT",
        [0xA2] = "SUBACK DISCONNECT",
    };

    [Fact]
    public void A_reason_stands_only_in_the_packets_that_the_table_names()
    {
        for (var code = 0; code <= byte.MaxValue; code++)
        {
            foreach (var (name, packet) in Packets)
            {
                var (_, error) = Wire.Decode(Wire.Parse(packet(code)), ProtocolVersion.V5);
                var allowed = Table.GetValueOrDefault(code, "").Split(' ').Contains(name);
                error.IsError.ShouldBe(!allowed, $"0x{code:X2} in {name}");
                if (!allowed) error.Reason.ShouldBe(ReasonCode.ProtocolError);
            }
        }
    }

    [Fact]
    public void Every_reason_of_the_table_has_a_name() =>
        Enum.GetValues<ReasonCode>().Select(code => (int)code).ShouldBe(Table.Keys, ignoreOrder: true);
}
