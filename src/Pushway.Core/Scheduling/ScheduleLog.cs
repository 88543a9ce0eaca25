using Microsoft.Extensions.Logging;

namespace Pushway.Core.Scheduling;

internal static partial class ScheduleLog
{
    [LoggerMessage(1601, LogLevel.Information, "Push {Push} of schedule {Schedule} started")]
    public static partial void Started(ILogger logger, long push, long schedule);

    [LoggerMessage(1602, LogLevel.Warning, "Occurrence {Occurrence} of schedule {Schedule} was not started within its validity")]
    public static partial void Expired(ILogger logger, long occurrence, long schedule);

    [LoggerMessage(1603, LogLevel.Warning, "Occurrence {Occurrence} waits: the app has as many open broadcasts as it may have")]
    public static partial void Deferred(ILogger logger, long occurrence);

    [LoggerMessage(1604, LogLevel.Error, "Starting scheduled pushes failed; trying again")]
    public static partial void Failed(ILogger logger, Exception exception);
}
