using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt.Codec;

/// <summary>Table 2-4 of MQTT 5.0 against every packet that has properties.</summary>
public sealed class PropertyRulesTests
{
    private const string Answers = "CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK DISCONNECT AUTH";
    private const string Every = "CONNECT WILL PUBLISH SUBSCRIBE UNSUBSCRIBE " + Answers;

    private static readonly Dictionary<string, Func<string, string>> Packets = new()
    {
        ["CONNECT"] = properties => $"10: 'MQTT' 05 02 0000 {properties} 'c'",
        ["WILL"] = properties => $"10: 'MQTT' 05 06 0000 00 'c' {properties} 'w' 'p'",
        ["CONNACK"] = properties => $"20: 00 00 {properties}",
        ["PUBLISH"] = properties => $"30: 'a' {properties}",
        ["PUBACK"] = properties => $"40: 0001 00 {properties}",
        ["PUBREC"] = properties => $"50: 0001 00 {properties}",
        ["PUBREL"] = properties => $"62: 0001 00 {properties}",
        ["PUBCOMP"] = properties => $"70: 0001 00 {properties}",
        ["SUBSCRIBE"] = properties => $"82: 0001 {properties} 'a' 00",
        ["SUBACK"] = properties => $"90: 0001 {properties} 00",
        ["UNSUBSCRIBE"] = properties => $"A2: 0001 {properties} 'a'",
        ["UNSUBACK"] = properties => $"B0: 0001 {properties} 00",
        ["DISCONNECT"] = properties => $"E0: 00 {properties}",
        ["AUTH"] = properties => $"F0: 18 {properties}",
    };

    [Theory]
    [InlineData("01 00", "PUBLISH WILL")]
    [InlineData("02 00000000", "PUBLISH WILL")]
    [InlineData("03 ''", "PUBLISH WILL")]
    [InlineData("08 'r'", "PUBLISH WILL")]
    [InlineData("09 ''", "PUBLISH WILL")]
    [InlineData("0B 01", "PUBLISH SUBSCRIBE")]
    [InlineData("11 00000000", "CONNECT CONNACK DISCONNECT")]
    [InlineData("12 ''", "CONNACK")]
    [InlineData("13 0000", "CONNACK")]
    [InlineData("15 'k'", "CONNECT CONNACK AUTH")]
    [InlineData("16 ''", "CONNECT CONNACK AUTH")]
    [InlineData("17 01", "CONNECT")]
    [InlineData("18 00000000", "WILL")]
    [InlineData("19 00", "CONNECT")]
    [InlineData("1A ''", "CONNACK")]
    [InlineData("1C ''", "CONNACK DISCONNECT")]
    [InlineData("1F ''", Answers)]
    [InlineData("21 0001", "CONNECT CONNACK")]
    [InlineData("22 0000", "CONNECT CONNACK")]
    [InlineData("23 0001", "PUBLISH")]
    [InlineData("24 00", "CONNACK")]
    [InlineData("25 01", "CONNACK")]
    [InlineData("26 '' ''", Every)]
    [InlineData("27 00000001", "CONNECT CONNACK")]
    [InlineData("28 00", "CONNACK")]
    [InlineData("29 00", "CONNACK")]
    [InlineData("2A 00", "CONNACK")]
    [InlineData("00 00", "")]
    [InlineData("0A 00", "")]
    [InlineData("20 00", "")]
    [InlineData("7F 00", "")]
    [InlineData("8101 00", "")]
    [InlineData("8102 00", "")]
    public void A_property_stands_only_where_the_table_lets_it(string property, string places)
    {
        foreach (var (name, packet) in Packets)
        {
            // Authentication data, and AUTH as such, need a method beside them.
            var method = name is "AUTH" or "CONNECT" && !property.StartsWith("15", StringComparison.Ordinal);
            var properties = method ? "15 'k' " + property : property;
            var length = Wire.Parse(properties).Length;

            var (_, error) = Wire.Decode(Wire.Parse(packet($"{length:X2} {properties}")), ProtocolVersion.V5);

            if (places.Split(' ').Contains(name)) error.Detail.ShouldBeNull(name);
            else error.Detail.ShouldBe("property does not belong in this packet §2.2.2.2", name);
        }
    }
}
