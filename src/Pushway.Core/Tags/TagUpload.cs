using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushway.Core.Tags;

/// <summary>A file of user ids on its way into a tag: how far it is, and what could not be taken.</summary>
public sealed record TagUpload(
    long Id, string Tag, TagUploadMode Mode, TagUploadState State, long Lines, long Added, long Known, long Bad,
    IReadOnlyList<BadLine> BadLines, DateTimeOffset StartedAt, DateTimeOffset ChangedAt);

/// <summary>What an upload does with who has the tag already. The values are stored.</summary>
public enum TagUploadMode
{
    Add = 0,

    /// <summary>When all has come, the tag has these users and no others, at once.</summary>
    Replace = 1,
}

/// <summary>The values are stored.</summary>
public enum TagUploadState
{
    Running = 0,
    Done = 1,

    /// <summary>It broke off; what was read before is in the tag, unless it was to replace it.</summary>
    Interrupted = 2,

    /// <summary>It had more ids than an upload may have; as with <see cref="Interrupted"/>, what was read stays.</summary>
    TooLarge = 3,
}

/// <summary>A line that names nobody, by its number from 1.</summary>
public readonly record struct BadLine(long Line, string Reason);

/// <summary>A file that comes. <paramref name="IsWhole"/> is asked when nothing more comes: a server may not say otherwise that its caller went away.</summary>
public sealed record UploadFile(UploadFormat Format, PipeReader Body, Func<bool> IsWhole);

/// <summary>What was read since the last part. <paramref name="BadLines"/> is all there is to be reported, null if that has not changed.</summary>
public sealed record TagUploadPart(IReadOnlyList<string> Users, int Lines, int Bad, IReadOnlyList<BadLine>? BadLines);

/// <summary>The form in which bad lines are stored.</summary>
[JsonSerializable(typeof(IReadOnlyList<BadLine>))]
public sealed partial class BadLinesJson : JsonSerializerContext
{
    public static string Write(IReadOnlyList<BadLine> lines) => JsonSerializer.Serialize(lines, Default.IReadOnlyListBadLine);

    public static IReadOnlyList<BadLine> Read(string json) => JsonSerializer.Deserialize(json, Default.IReadOnlyListBadLine)!;
}
