using Microsoft.Extensions.Logging;

namespace Pushway.Core.Events;

internal static partial class EventLog
{
    [LoggerMessage(1401, LogLevel.Error, "Recording {Count} client events failed; their devices are told to try again")]
    public static partial void RecordFailed(ILogger logger, int count, Exception exception);
}
