namespace Pushway.Device;

/// <summary>What the server knows a device by; an app stores both parts and keeps the secret out of logs.</summary>
/// <param name="DeviceId">Id issued by the server: 32 lower-case hex digits, or 8 to 128 characters if imported.</param>
/// <param name="DeviceSecret">MQTT password and key of signed calls; its UTF-8 bytes as they are, not decoded.</param>
public sealed record Identity(string DeviceId, string DeviceSecret)
{
    /// <summary>Shows the id only, so that a logged identity does not carry the secret.</summary>
    /// <returns>Text like <c>Identity { DeviceId = … }</c>.</returns>
    public override string ToString() => $"Identity {{ DeviceId = {DeviceId} }}";
}
