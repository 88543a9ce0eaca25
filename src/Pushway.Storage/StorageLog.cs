using Microsoft.Extensions.Logging;

namespace Pushway.Storage;

/// <summary>What storage says: ids 4000–4999.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(4001, LogLevel.Error, "A commit of {Count} writes failed; all of them fail")]
    public static partial void CommitFailed(ILogger logger, int count, Exception exception);

    [LoggerMessage(4002, LogLevel.Debug, "A transaction lost a race ({SqlState}), attempt {Attempt}")]
    public static partial void RaceLost(ILogger logger, string sqlState, int attempt);

    [LoggerMessage(4003, LogLevel.Information, "Schema migrated: {Scripts}")]
    public static partial void Migrated(ILogger logger, string scripts);
}
