using System.Net;

namespace Pushway.LoadGenerator.Devices;

/// <summary>Spreads devices over 127.0.0.x: one address has some 28,000 ports towards one server.</summary>
internal static class SourceAddresses
{
    private const int DevicesPerAddress = 20_000;

    /// <summary>Null leaves the choice to the kernel, which is enough for a small farm.</summary>
    public static IPAddress? Of(int index, int count) =>
        count <= DevicesPerAddress ? null : new IPAddress([127, 0, 0, (byte)(1 + index / DevicesPerAddress)]);
}
