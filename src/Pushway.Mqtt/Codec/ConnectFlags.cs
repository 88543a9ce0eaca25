namespace Pushway.Mqtt.Codec;

/// <summary>The byte after the protocol level in CONNECT, §3.1.2.3; bits 3 and 4 hold the will's QoS.</summary>
[Flags]
internal enum ConnectFlags : byte
{
    None = 0,
    Reserved = 0b0000_0001,
    CleanStart = 0b0000_0010,
    Will = 0b0000_0100,
    WillQoS = 0b0001_1000,
    WillRetain = 0b0010_0000,
    Password = 0b0100_0000,
    Username = 0b1000_0000,
}
