using Microsoft.Extensions.Logging;

namespace Pushway.Core.Vendors;

/// <summary>What the vendor way says: ids 3000–3999.</summary>
internal static partial class VendorLog
{
    [LoggerMessage(3001, LogLevel.Error, "Sending to {Channel} failed; trying again")]
    public static partial void SendFailed(ILogger logger, string channel, Exception exception);

    [LoggerMessage(3002, LogLevel.Error, "Recording {Count} answers of {Channel} failed; trying again")]
    public static partial void RecordFailed(ILogger logger, string channel, int count, Exception exception);

    [LoggerMessage(3003, LogLevel.Error, "Handing over deliveries failed; trying again")]
    public static partial void HandOverFailed(ILogger logger, Exception exception);

    [LoggerMessage(3004, LogLevel.Error, "Channel {Channel} threw instead of answering; what it did with {Count} messages or recalls is unclear")]
    public static partial void ChannelThrew(ILogger logger, string channel, int count, Exception exception);

    [LoggerMessage(3005, LogLevel.Warning, "{Count} messages are sent to {Channel} again: it is unclear whether it has them")]
    public static partial void Repeating(ILogger logger, int count, string channel);

    [LoggerMessage(3006, LogLevel.Warning, "{Count} deliveries belonged to channels that are off now")]
    public static partial void Released(ILogger logger, int count);

    [LoggerMessage(3007, LogLevel.Error, "Giving broadcasts to vendors failed; trying again")]
    public static partial void WalkFailed(ILogger logger, Exception exception);

    [LoggerMessage(3010, LogLevel.Error, "Recalling from {Channel} failed; trying again")]
    public static partial void RecallFailed(ILogger logger, string channel, Exception exception);
}
