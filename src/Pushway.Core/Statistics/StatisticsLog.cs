using Microsoft.Extensions.Logging;

namespace Pushway.Core.Statistics;

internal static partial class StatisticsLog
{
    [LoggerMessage(1501, LogLevel.Information, "Deleted {Count} statistics past their time")]
    public static partial void Forgotten(ILogger logger, int count);

    [LoggerMessage(1502, LogLevel.Warning, "Folding or deleting statistics failed; trying again")]
    public static partial void UpkeepFailed(ILogger logger, Exception exception);
}
