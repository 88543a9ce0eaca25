using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt.Codec;

/// <summary>What is forbidden: the rule, its clause, a packet that breaks it, the reason it earns.</summary>
public sealed class MalformedPacketTests
{
    private const ReasonCode Malformed = ReasonCode.MalformedPacket;
    private const ReasonCode Protocol = ReasonCode.ProtocolError;
    private const ReasonCode Unsupported = ReasonCode.UnsupportedProtocolVersion;
    private const ReasonCode BadFilter = ReasonCode.TopicFilterInvalid;
    private const ReasonCode BadTopic = ReasonCode.TopicNameInvalid;

    public static TheoryData<string, string, string, ReasonCode> OfConnect => new()
    {
        { "Name is MQTT", "[MQTT-3.1.2-1]", "10: 'MQTt' 04 02 0000 'c'", Unsupported },
        { "3.1 is not spoken", "[MQTT-3.1.2-1]", "10: 'MQIsdp' 03 02 0000 'c'", Unsupported },
        { "Level is 4 or 5", "[MQTT-3.1.2-2]", "10: 'MQTT' 06 02 0000 00 'c'", Unsupported },
        { "Reserved flag is 0", "[MQTT-3.1.2-3]", "10: 'MQTT' 04 03 0000 'c'", Malformed },
        { "Reserved flag is 0", "[MQTT-3.1.2-3]", "10: 'MQTT' 05 03 0000 00 'c'", Malformed },
        { "Will QoS needs a will", "[MQTT-3.1.2-11]", "10: 'MQTT' 04 0A 0000 'c'", Malformed },
        { "Will QoS is not 3", "[MQTT-3.1.2-12]", "10: 'MQTT' 05 1E 0000 00 'c' 00 'w' 'p'", Malformed },
        { "Will retain needs a will", "[MQTT-3.1.2-13]", "10: 'MQTT' 05 22 0000 00 'c'", Malformed },
        { "Password needs a user", "[MQTT-3.1.2-22 of 3.1.1]", "10: 'MQTT' 04 42 0000 'c' 'p'", Malformed },
        { "Empty id needs clean", "[MQTT-3.1.3-8 of 3.1.1]", "10: 'MQTT' 04 00 0000 ''",
            ReasonCode.ClientIdentifierNotValid },
        { "Nothing follows", "[MQTT-3.1.3-1]", "10: 'MQTT' 04 02 0000 'c' 00", Malformed },
        { "Nothing follows", "[MQTT-3.1.3-1]", "10: 'MQTT' 05 02 0000 00 'c' 'u'", Malformed },
        { "Properties are there", "§1.5", "10: 'MQTT' 05 02 0000", Malformed },
        { "Properties fit", "§1.5", "10: 'MQTT' 05 02 0000 09 21 0001 'c'", Malformed },
        { "Property length is short", "§1.5.5", "10: 'MQTT' 05 02 0000 FFFFFFFF01 'c'", Malformed },
        { "Property length is minimal", "[MQTT-1.5.5-1]", "10: 'MQTT' 05 02 0000 8000 'c'", Malformed },
        { "Receive maximum is positive", "must not be 0", "10: 'MQTT' 05 02 0000 03 21 0000 'c'", Protocol },
        { "Packet size is positive", "must not be 0", "10: 'MQTT' 05 02 0000 05 27 00000000 'c'", Protocol },
        { "A switch is 0 or 1", "0 or 1", "10: 'MQTT' 05 02 0000 02 17 02 'c'", Protocol },
        { "A switch is 0 or 1", "0 or 1", "10: 'MQTT' 05 02 0000 02 19 FF 'c'", Protocol },
        { "A property comes once", "given twice", "10: 'MQTT' 05 02 0000 06 210001 210001 'c'", Protocol },
        { "A property belongs", "does not belong", "10: 'MQTT' 05 02 0000 03 23 0001 'c'", Malformed },
        { "A property exists", "does not belong", "10: 'MQTT' 05 02 0000 02 2B 01 'c'", Malformed },
        { "A property exists", "does not belong", "10: 'MQTT' 05 02 0000 03 9102 01 'c'", Malformed },
        { "Data need a method", "§3.1.2.11.10", "10: 'MQTT' 05 02 0000 04 16 'x' 'c'", Protocol },
        { "User property has a value", "§1.5", "10: 'MQTT' 05 02 0000 04 26 'n' 'c'", Malformed },
        { "Will topic has no wildcard", "[MQTT-4.7.1-1]", "10: 'MQTT' 04 06 0000 'c' 'w/+' 'p'", BadTopic },
        { "Will topic has a character", "[MQTT-4.7.3-1]", "10: 'MQTT' 04 06 0000 'c' '' 'p'", BadTopic },
        { "Will property belongs", "does not belong", "10: 'MQTT' 05 06 0000 00 'c' 03 21 0001 'w' 'p'", Malformed },
        { "Response topic is plain", "[MQTT-3.3.2-14]", "10: 'MQTT' 05 06 0000 00 'c' 04 08 '#' 'w' 'p'", Protocol },
    };

    public static TheoryData<string, string, string, ReasonCode> OfStrings => new()
    {
        { "No surrogates", "[MQTT-1.5.4-1]", "10: 'MQTT' 04 02 0000 0003 EDA080", Malformed },
        { "No overlong form", "[MQTT-1.5.4-1]", "10: 'MQTT' 04 02 0000 0002 C1A1", Malformed },
        { "No overlong zero", "[MQTT-1.5.4-1]", "10: 'MQTT' 04 02 0000 0002 C080", Malformed },
        { "No code above 10FFFF", "[MQTT-1.5.4-1]", "10: 'MQTT' 04 02 0000 0004 F4908080", Malformed },
        { "No cut sequence", "[MQTT-1.5.4-1]", "10: 'MQTT' 04 02 0000 0002 61E6", Malformed },
        { "No lone continuation", "[MQTT-1.5.4-1]", "30: 0001 80 00", Malformed },
        { "No U+0000", "[MQTT-1.5.4-2]", "10: 'MQTT' 04 02 0000 0003 610062", Malformed },
        { "No U+0000 in a topic", "[MQTT-1.5.4-2]", "30: 0003 610062 00", Malformed },
        { "No bad user name", "[MQTT-1.5.4-1]", "10: 'MQTT' 04 82 0000 'c' 0001 FF", Malformed },
        { "No bad user property", "[MQTT-1.5.4-1]", "10: 'MQTT' 05 02 0000 07 26 'n' 0001 FF 'c'", Malformed },
        { "No bad filter", "[MQTT-1.5.4-1]", "82: 0001 00 0001 FF 00", Malformed },
        { "No bad reason string", "[MQTT-1.5.4-2]", "E0: 00 04 1F 0001 00", Malformed },
    };

    public static TheoryData<string, string, string, ReasonCode> OfPublish => new()
    {
        { "QoS is not 3", "[MQTT-3.3.1-4]", "36: 'a' 0001 00", Malformed },
        { "QoS 0 is never a duplicate", "[MQTT-3.3.1-2]", "38: 'a' 00", Malformed },
        { "Topic has no #", "[MQTT-3.3.2-2]", "30: 'a/#' 00", BadTopic },
        { "Topic has no +", "[MQTT-3.3.2-2]", "30: '+' 00", BadTopic },
        { "Topic or alias", "[MQTT-4.7.3-1]", "30: '' 00", Protocol },
        { "Alias is positive", "[MQTT-3.3.2-8]", "30: 'a' 03 23 0000", ReasonCode.TopicAliasInvalid },
        { "Packet id is positive", "[MQTT-2.2.1-3]", "32: 'a' 0000 00", Protocol },
        { "Packet id is there", "§1.5", "32: 'a'", Malformed },
        { "Properties are there", "§1.5", "30: 'a'", Malformed },
        { "Property fits", "§1.5", "30: 'a' 02 02 00 0000", Malformed },
        { "Format is 0 or 1", "0 or 1", "30: 'a' 02 01 02", Protocol },
        { "Expiry comes once", "given twice", "30: 'a' 0A 02 00000001 02 00000001", Protocol },
        { "Identifier is positive", "must not be 0", "30: 'a' 02 0B 00", Protocol },
        { "Identifier is minimal", "[MQTT-1.5.5-1]", "30: 'a' 03 0B 8100", Malformed },
        { "Property belongs", "does not belong", "30: 'a' 05 11 00000001", Malformed },
        { "Response topic is plain", "[MQTT-3.3.2-14]", "30: 'a' 06 08 'b/+'", Protocol },
        { "Response topic is not empty", "[MQTT-4.7.3-1]", "30: 'a' 03 08 ''", Protocol },
    };

    public static TheoryData<string, string, string, ReasonCode> OfSubscriptions => new()
    {
        { "There is a filter", "[MQTT-3.8.3-2]", "82: 0001 00", Protocol },
        { "Packet id is positive", "[MQTT-2.2.1-3]", "82: 0000 00 'a' 00", Protocol },
        { "Options are there", "§1.5", "82: 0001 00 'a'", Malformed },
        { "Reserved bits are 0", "[MQTT-3.8.3-5]", "82: 0001 00 'a' 40", Malformed },
        { "QoS is not 3", "QoS 3", "82: 0001 00 'a' 03", Protocol },
        { "Retain handling is not 3", "retain handling is 3", "82: 0001 00 'a' 30", Protocol },
        { "Shared is not no local", "[MQTT-3.8.3-4]", "82: 0001 00 '$share/g/a' 04", Protocol },
        { "Identifier is positive", "must not be 0", "82: 0001 02 0B 00 'a' 00", Protocol },
        { "Identifier comes once", "given twice", "82: 0001 04 0B 01 0B 02 'a' 00", Protocol },
        { "Filter has a character", "[MQTT-4.7.3-1]", "82: 0001 00 '' 00", BadFilter },
        { "# is last", "[MQTT-4.7.1-1]", "82: 0001 00 '#/a' 00", BadFilter },
        { "# is a level", "[MQTT-4.7.1-1]", "82: 0001 00 'a#' 00", BadFilter },
        { "+ is a level", "[MQTT-4.7.1-2]", "82: 0001 00 'a+' 00", BadFilter },
        { "+ is a level", "[MQTT-4.7.1-2]", "82: 0001 00 '+a' 00", BadFilter },
        { "A group has a name", "[MQTT-4.8.2-1]", "82: 0001 00 '$share//a' 00", BadFilter },
        { "A group has a name", "[MQTT-4.8.2-1]", "82: 0001 00 '$share/' 00", BadFilter },
        { "A group name is plain", "[MQTT-4.8.2-2]", "82: 0001 00 '$share/+/a' 00", BadFilter },
        { "A group has a filter", "[MQTT-4.8.2-2]", "82: 0001 00 '$share/g' 00", BadFilter },
        { "A group has a filter", "[MQTT-4.7.3-1]", "82: 0001 00 '$share/g/' 00", BadFilter },
        { "The second filter counts", "[MQTT-4.7.1-1]", "82: 0001 00 'a' 00 'b#' 00", BadFilter },
        { "There is a filter", "[MQTT-3.10.3-2]", "A2: 0001 00", Protocol },
        { "Packet id is positive", "[MQTT-2.2.1-3]", "A2: 0000 00 'a'", Protocol },
        { "Filter is sound", "[MQTT-4.7.1-2]", "A2: 0001 00 'a/b+'", BadFilter },
        { "There is a reason", "[MQTT-3.8.4-6]", "90: 0001 00", Protocol },
        { "The reason belongs", "[MQTT-3.9.3-2]", "90: 0001 00 03", Protocol },
        { "There is a reason", "[MQTT-3.11.3-1]", "B0: 0001 00", Protocol },
        { "The reason belongs", "[MQTT-3.11.3-2]", "B0: 0001 00 01", Protocol },
    };

    public static TheoryData<string, string, string, ReasonCode> OfAnswers => new()
    {
        { "Reserved flags are 0", "[MQTT-3.2.2-1]", "20: 02 00 00", Malformed },
        { "Refused has no session", "[MQTT-3.2.2-6]", "20: 01 87 00", Protocol },
        { "The reason belongs", "[MQTT-3.2.2-8]", "20: 00 01 00", Protocol },
        { "Nothing follows", "§3.2.3", "20: 00 00 00 00", Malformed },
        { "Maximum QoS is 0 or 1", "0 or 1", "20: 00 00 02 24 02", Protocol },
        { "Packet id is positive", "[MQTT-2.2.1-3]", "40: 0000", Protocol },
        { "Packet id is whole", "§1.5", "40: 00", Malformed },
        { "The reason belongs", "[MQTT-3.4.2-1]", "40: 0001 92", Protocol },
        { "The reason belongs", "[MQTT-3.4.2-1]", "62: 0001 10", Protocol },
        { "Property belongs", "does not belong", "40: 0001 00 03 21 0001", Malformed },
        { "Nothing follows", "§3.4.2", "40: 0001 00 00 00", Malformed },
        { "Ping has no body", "§3.12", "C0: 00", Malformed },
        { "Ping has no body", "§3.12", "D0: 00", Malformed },
        { "The reason belongs", "[MQTT-3.14.2-1]", "E0: 01", Protocol },
        { "Property belongs", "does not belong", "E0: 00 03 21 0001", Malformed },
        { "Nothing follows", "§3.14.3", "E0: 00 00 00", Malformed },
        { "The reason belongs", "[MQTT-3.15.2-1]", "F0: 01 00", Protocol },
        { "Properties are there", "§1.5", "F0: 18", Malformed },
        { "A method is named", "§3.15.2.2.2", "F0: 18 00", Protocol },
        { "Nothing follows", "§3.15.3", "F0: 18 04 15 'k' 00", Malformed },
    };

    public static TheoryData<string, string, string, ReasonCode> OfV311 => new()
    {
        { "Topic has a character", "[MQTT-4.7.3-1]", "30: '' 61", Protocol },
        { "Topic has no wildcard", "[MQTT-3.3.2-2]", "30: '#'", BadTopic },
        { "QoS is not 3", "[MQTT-3.3.1-4]", "36: 'a' 0001", Malformed },
        { "There is a filter", "[MQTT-3.8.3-2]", "82: 0001", Protocol },
        { "Requested QoS has no options", "[MQTT-3.8.3-4 of 3.1.1]", "82: 0001 'a' 04", Malformed },
        { "Requested QoS is not 3", "[MQTT-3.8.3-4 of 3.1.1]", "82: 0001 'a' 03", Malformed },
        { "There is a filter", "[MQTT-3.10.3-2]", "A2: 0001", Protocol },
        { "The return code is known", "§3.2.2.3 of 3.1.1", "20: 00 06", Protocol },
        { "Refused has no session", "[MQTT-3.2.2-6]", "20: 01 05", Protocol },
        { "The granted QoS is known", "[MQTT-3.9.3-2]", "90: 0001 87", Protocol },
        { "An acknowledgement is short", "§3.4.2", "40: 0001 00", Malformed },
        { "UNSUBACK has no payload", "§3.11 of 3.1.1", "B0: 0001 00", Malformed },
        { "DISCONNECT has no body", "§3.14.3", "E0: 00", Malformed },
        { "There is no AUTH", "§2.2.1 of 3.1.1", "F0:", Malformed },
    };

    [Theory]
    [MemberData(nameof(OfConnect))]
    [MemberData(nameof(OfStrings))]
    [MemberData(nameof(OfPublish))]
    [MemberData(nameof(OfSubscriptions))]
    [MemberData(nameof(OfAnswers))]
    public void What_5_0_forbids_is_refused(string rule, string clause, string bytes, ReasonCode reason) =>
        ShouldBeRefused(rule, clause, bytes, reason, ProtocolVersion.V5);

    [Theory]
    [MemberData(nameof(OfV311))]
    public void What_3_1_1_forbids_is_refused(string rule, string clause, string bytes, ReasonCode reason) =>
        ShouldBeRefused(rule, clause, bytes, reason, ProtocolVersion.V311);

    [Theory]
    [InlineData("#")]
    [InlineData("+")]
    [InlineData("/")]
    [InlineData("+/+")]
    [InlineData("/+/#")]
    [InlineData("a//b")]
    [InlineData("$SYS/#")]
    [InlineData("$share")]
    [InlineData("$share/g/#")]
    [InlineData("$share/g//")]
    public void A_sound_filter_is_taken(string filter) =>
        Wire.Decode(Wire.Parse($"82: 0001 00 '{filter}' 00"), ProtocolVersion.V5).Error.Detail.ShouldBeNull();

    [Fact]
    public void A_shared_subscription_is_an_ordinary_filter_in_3_1_1() =>
        Wire.Decode(Wire.Parse("82: 0001 '$share//a' 00"), ProtocolVersion.V311).Error.Detail.ShouldBeNull();

    private static void ShouldBeRefused(
        string rule, string clause, string bytes, ReasonCode reason, ProtocolVersion version)
    {
        var (packet, error) = Wire.Decode(Wire.Parse(bytes), version);

        packet.ShouldBeNull(rule);
        error.Reason.ShouldBe(reason, rule);
        error.Detail.ShouldContain(clause, Case.Sensitive, rule);
    }
}
