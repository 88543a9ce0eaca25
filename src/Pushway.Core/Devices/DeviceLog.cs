using Microsoft.Extensions.Logging;

namespace Pushway.Core.Devices;

internal static partial class DeviceLog
{
    [LoggerMessage(1101, LogLevel.Warning, "Could not note {Count} devices as seen")]
    public static partial void TouchFailed(ILogger logger, int count, Exception exception);

    [LoggerMessage(1102, LogLevel.Information, "Deleted {Count} provisional devices that never came back")]
    public static partial void ProvisionalDeleted(ILogger logger, int count);

    [LoggerMessage(1103, LogLevel.Warning, "Deleting provisional devices failed; trying again later")]
    public static partial void CleanUpFailed(ILogger logger, Exception exception);
}
