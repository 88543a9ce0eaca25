using Microsoft.Extensions.Logging;

namespace Pushway.Core.Tags;

internal static partial class TagLog
{
    [LoggerMessage(1701, LogLevel.Information, "Upload {Upload} ended as {State}: {Lines} lines, {Added} users added, {Bad} bad lines")]
    public static partial void Uploaded(ILogger logger, long upload, TagUploadState state, long lines, long added, long bad);

    [LoggerMessage(1702, LogLevel.Information, "Upload {Upload} broke off after {Lines} lines")]
    public static partial void Interrupted(ILogger logger, long upload, long lines);

    [LoggerMessage(1703, LogLevel.Warning, "{Uploads} uploads had stopped moving and were ended as interrupted")]
    public static partial void Abandoned(ILogger logger, int uploads);

    [LoggerMessage(1704, LogLevel.Error, "Upkeep of tags failed; trying again")]
    public static partial void UpkeepFailed(ILogger logger, Exception exception);

    [LoggerMessage(1705, LogLevel.Information, "Push {Push} to tags has reached its users: {End}, {Users} of them")]
    public static partial void WalkEnded(ILogger logger, long push, TagWalkEnd end, long users);

    [LoggerMessage(1706, LogLevel.Error, "Walking over the users of a push failed; trying again")]
    public static partial void WalkFailed(ILogger logger, Exception exception);
}
