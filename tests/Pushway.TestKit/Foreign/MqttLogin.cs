namespace Pushway.TestKit;

/// <summary>What a foreign client says in CONNECT; an empty <paramref name="ClientId"/> asks for an id (MQTT 5 only).</summary>
public sealed record MqttLogin(string ClientId, string UserName, string Password)
{
    /// <summary>The first connection of a device: no id yet, the app's client key.</summary>
    public static MqttLogin First(FirstStart app) => new("", app.MqttUserName, app.ClientKey);

    /// <summary>A device that has its identity.</summary>
    public static MqttLogin Of(FirstStart app, Device.Identity device) =>
        new(device.DeviceId, app.MqttUserName, device.DeviceSecret);
}
