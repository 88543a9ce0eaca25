using Pushway.Device;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>What a <see cref="RawClient"/> says in CONNECT.</summary>
public sealed record RawConnect(string ClientId, string UserName, string Password)
{
    /// <summary>Protocol level: 4 (3.1.1) or 5.</summary>
    public byte Level { get; init; } = 5;

    /// <summary>Seconds.</summary>
    public ushort KeepAlive { get; init; } = 60;

    /// <summary>5 only.</summary>
    public ushort? ReceiveMaximum { get; init; }

    /// <summary>The first connection of a device.</summary>
    public static RawConnect First(FirstStart app) => new("", app.MqttUserName, app.ClientKey);

    public static RawConnect Of(FirstStart app, Identity device) =>
        new(device.DeviceId, app.MqttUserName, device.DeviceSecret);

    /// <summary>The packet §3.1.</summary>
    public byte[] ToPacket()
    {
        byte[] properties = ReceiveMaximum is { } maximum ? [3, 0x21, .. RawPackets.Short(maximum)] : [0];
        return RawPackets.Of(0x10, [
            .. RawPackets.Text("MQTT"), Level, 0b1100_0010, .. RawPackets.Short(KeepAlive),
            .. Level == 5 ? properties : [], .. RawPackets.Text(ClientId), .. RawPackets.Text(UserName),
            .. RawPackets.Text(Password)]);
    }
}
