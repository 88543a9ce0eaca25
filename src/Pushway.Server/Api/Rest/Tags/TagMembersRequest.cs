using System.ComponentModel;
using Pushway.Core;

namespace Pushway.Server.Api.Rest.Tags;

/// <summary>Users who are to get or lose a tag.</summary>
internal sealed record TagMembersRequest
{
    [Description("Up to 1000 user ids.")]
    public string?[]? Users { get; init; }

    /// <summary>What is wrong with it before anybody looks at the ids.</summary>
    public static async ValueTask<(string?[]? Users, Mistake? Mistake)> ReadAsync(HttpRequest http, CancellationToken cancellation)
    {
        var (body, mistake) = await JsonBody.ReadAsync(
            http, ApiJson.Default.TagMembersRequest, static _ => ErrorCodes.UserIdInvalid, cancellation);
        if (body is null) return (null, mistake);
        return body.Users is { } users ? (users, null) : (null, new(ErrorCodes.UserIdInvalid, "'users' is missing."));
    }
}
