namespace Pushway.Device;

/// <summary>Where a device stands with its node.</summary>
public enum DeviceState
{
    /// <summary>Not connected and not trying.</summary>
    Disconnected,

    /// <summary>An attempt to connect is under way.</summary>
    Connecting,

    /// <summary>Connected: pushes arrive.</summary>
    Connected,

    /// <summary>The connection was lost or could not be made; the next attempt comes after a delay.</summary>
    WaitingToReconnect,

    /// <summary>Another connection took this id over (reason 0x8E); connecting again would only throw that one out.</summary>
    TakenOver,

    /// <summary>The server refused the device for good, for example wrong credentials.</summary>
    Refused,
}
