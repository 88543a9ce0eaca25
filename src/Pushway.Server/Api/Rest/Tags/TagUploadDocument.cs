using System.ComponentModel;
using System.Globalization;
using Pushway.Core.Tags;

namespace Pushway.Server.Api.Rest.Tags;

/// <summary>An upload: how far it is, or what became of it.</summary>
internal sealed record TagUploadDocument(
    string Id,
    string Tag,
    [property: Description("add or replace.")] string Mode,
    [property: Description("running, done, interrupted (it broke off) or too_large.")] string State,
    [property: Description("Lines read; empty ones and the header do not count.")] long Lines,
    [property: Description("Users who got the tag.")] long Added,
    [property: Description("Users who had it before, or were there twice.")] long Known,
    [property: Description("Lines that are no user id.")] long Bad,
    [property: Description("The first 100 of those.")] IReadOnlyList<BadLineDocument> BadLines,
    DateTimeOffset StartedAt,
    DateTimeOffset ChangedAt)
{
    public static TagUploadDocument Of(TagUpload upload) => new(
        upload.Id.ToString(CultureInfo.InvariantCulture), upload.Tag, upload.Mode == TagUploadMode.Add ? "add" : "replace",
        upload.State switch
        {
            TagUploadState.Running => "running",
            TagUploadState.Done => "done",
            TagUploadState.Interrupted => "interrupted",
            TagUploadState.TooLarge => "too_large",
        },
        upload.Lines, upload.Added, upload.Known, upload.Bad,
        [.. upload.BadLines.Select(static line => new BadLineDocument(line.Line, line.Reason))], upload.StartedAt, upload.ChangedAt);
}

/// <summary>A line that is no user id.</summary>
internal sealed record BadLineDocument(
    [property: Description("Its number from 1; the header and empty lines count here.")] long Line,
    [property: Description("not_an_id (not 1 to 128 printable characters), not_utf8 or too_long (8,192 bytes).")] string Reason);

/// <summary>Uploads to a tag, the newest first.</summary>
internal sealed record TagUploadsResponse(
    IReadOnlyList<TagUploadDocument> Items,
    [property: Description("Give it as cursor to read on; null: this is the last page.")] string? Next);
