using Pushway.Core.Channels;

namespace Pushway.Core.Pushes;

/// <summary>What an app's pushes do that say nothing else.</summary>
public sealed record PushDefaults(ChannelPolicy Policy, OnAmbiguous OnAmbiguous, int ConfirmWithinSeconds)
{
    /// <summary>In which scheduled pushes are planned; a name of the IANA database.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Of an app that has set nothing.</summary>
    public static readonly PushDefaults Initial = new(ChannelPolicy.Auto, OnAmbiguous.Repeat, 10);
}
