namespace Pushway.Device;

/// <summary>What became of a push on the device.</summary>
public enum PushEvent
{
    /// <summary>The device has it; needed only for pushes that came through a vendor, since others are confirmed by themselves.</summary>
    Received,

    /// <summary>It was put before the user.</summary>
    Displayed,

    /// <summary>The user opened it.</summary>
    Opened,

    /// <summary>The user wiped it away.</summary>
    Dismissed,

    /// <summary>The user's settings keep it from being shown.</summary>
    BlockedBySettings,
}
