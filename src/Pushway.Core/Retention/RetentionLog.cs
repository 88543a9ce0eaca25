using Microsoft.Extensions.Logging;

namespace Pushway.Core.Retention;

internal static partial class RetentionLog
{
    [LoggerMessage(1901, LogLevel.Information, "{Pushes} pushes whose validity ended more than {Days} days ago were removed")]
    public static partial void Removed(ILogger logger, int pushes, double days);

    [LoggerMessage(1902, LogLevel.Error, "Removing old pushes failed; trying again")]
    public static partial void Failed(ILogger logger, Exception exception);
}
