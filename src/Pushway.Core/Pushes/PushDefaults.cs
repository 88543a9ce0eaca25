using Pushway.Core.Channels;
using Pushway.Core.Shaping;

namespace Pushway.Core.Pushes;

/// <summary>What an app's pushes do that say nothing else.</summary>
public sealed record PushDefaults(ChannelPolicy Policy, OnAmbiguous OnAmbiguous, int ConfirmWithinSeconds)
{
    /// <summary>In which scheduled pushes are planned; a name of the IANA database.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>In which nothing is sent to single devices; by the device's clock.</summary>
    public QuietHours? QuietHours { get; init; }

    /// <summary>Messages that a device may get on a day; null: any number.</summary>
    public int? DailyCap { get; init; }

    /// <summary>Of an app that has set nothing.</summary>
    public static readonly PushDefaults Initial = new(ChannelPolicy.Auto, OnAmbiguous.Repeat, 10);
}
