using Microsoft.Extensions.Logging;
using Pushway.Core.Audiences;

namespace Pushway.Core.Pushes;

internal static partial class PushLog
{
    [LoggerMessage(1001, LogLevel.Debug, "Push {Push} accepted: {Kind}, {Targets} targets")]
    public static partial void Accepted(ILogger logger, long push, AudienceKind kind, int targets);

    [LoggerMessage(1002, LogLevel.Information, "Push {Push} resolved to {Deliveries} deliveries")]
    public static partial void Resolved(ILogger logger, long push, int deliveries);

    [LoggerMessage(1003, LogLevel.Error, "Resolving pushes failed; trying again")]
    public static partial void WorkerFailed(ILogger logger, Exception exception);

    [LoggerMessage(1004, LogLevel.Error, "Ending expired messages failed; trying again")]
    public static partial void ExpiryFailed(ILogger logger, Exception exception);

    [LoggerMessage(1005, LogLevel.Error, "Recalling pushes failed; trying again")]
    public static partial void RecallFailed(ILogger logger, Exception exception);
}
