namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Says what a packet must be, showing it when it is not.</summary>
internal static class RawPacketAssertions
{
    public static void ShouldBeReason(this RawPacket packet, byte type, byte reason)
    {
        packet.Type.ShouldBe(type, packet.ToString());
        packet.Reason.ShouldBe(reason, packet.ToString());
    }
}
