using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt;

/// <summary>A packet and the bytes the specification gives it.</summary>
internal sealed record Sample(string Name, ProtocolVersion Version, string Bytes, object Packet)
{
    public static IEnumerable<Sample> All => SamplesOfV311.All.Concat(SamplesOfV5.All);

    public static TheoryData<string> Names => [.. All.Select(sample => sample.Name)];

    public static Sample Named(string name) => All.Single(sample => sample.Name == name);
}
