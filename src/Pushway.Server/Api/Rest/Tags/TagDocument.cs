using System.ComponentModel;
using Pushway.Core.Tags;

namespace Pushway.Server.Api.Rest.Tags;

/// <summary>A tag as it is kept.</summary>
internal sealed record TagDocument(
    string Name,
    [property: Description("How many users have it.")] long Members,
    DateTimeOffset CreatedAt,
    [property: Description("When a user last got or lost it.")] DateTimeOffset ChangedAt)
{
    public static TagDocument Of(Tag tag) => new(tag.Name, tag.Members, tag.CreatedAt, tag.ChangedAt);
}

/// <summary>A page of tags in order of name.</summary>
internal sealed record TagsResponse(
    IReadOnlyList<TagDocument> Items,
    [property: Description("Give it as cursor to read on; null: this is the last page.")] string? Next);
