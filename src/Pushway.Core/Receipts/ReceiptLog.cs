using Microsoft.Extensions.Logging;

namespace Pushway.Core.Receipts;

internal static partial class ReceiptLog
{
    [LoggerMessage(1201, LogLevel.Error, "Recording {Count} outcomes failed; trying again")]
    public static partial void RecordFailed(ILogger logger, int count, Exception exception);

    [LoggerMessage(1202, LogLevel.Warning, "App {App}: {Count} receipts were not taken ({Answer}); next attempt at {NextAttempt}")]
    public static partial void NotTaken(ILogger logger, int app, int count, string answer, DateTimeOffset nextAttempt);

    [LoggerMessage(1203, LogLevel.Error, "App {App}: {Count} receipts were given up after {Hours} hours; they stay as dead letters")]
    public static partial void GivenUp(ILogger logger, int app, int count, double hours);

    [LoggerMessage(1204, LogLevel.Error, "Sending receipts failed; trying again")]
    public static partial void SenderFailed(ILogger logger, Exception exception);

    [LoggerMessage(1205, LogLevel.Information, "{Count} receipts that were given up more than {Days} days ago were deleted")]
    public static partial void Forgotten(ILogger logger, int count, double days);

    [LoggerMessage(1206, LogLevel.Error, "Deleting old dead letters failed; trying again")]
    public static partial void ForgetFailed(ILogger logger, Exception exception);
}
