namespace Pushway.Device;

/// <summary>The server refused the device, and trying again would not help.</summary>
public sealed class DeviceRefusedException : Exception
{
    /// <summary>Makes the exception for a CONNACK with a refusal.</summary>
    /// <param name="reasonCode">MQTT 5 reason code of the CONNACK.</param>
    /// <param name="reason">Reason string the server gave, if any.</param>
    public DeviceRefusedException(byte reasonCode, string? reason)
        : base($"The server refused the connection with reason 0x{reasonCode:X2}{(string.IsNullOrEmpty(reason) ? "" : ": " + reason)}.") =>
        ReasonCode = reasonCode;

    /// <summary>MQTT 5 reason code, for example 0x86 (bad user name or password).</summary>
    public byte ReasonCode { get; }
}
