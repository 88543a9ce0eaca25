using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using Pushway.Core.Pushes;

namespace Pushway.Server.Api;

/// <summary>An error as RFC 9457 describes it. <paramref name="Code"/> is stable and what programs should look at; <paramref name="Detail"/> is for people.</summary>
internal sealed record Problem(string Type, string Title, int Status, string Code, string Detail)
{
    public const string MediaType = "application/problem+json";

    /// <summary>Targets whose key belongs to other content (msg_key_conflict only).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<KnownTarget>? Conflicts { get; init; }

    public static Problem Of(string code, string detail) => Of(ErrorStatus.Of(code), code, detail);

    public static Problem Of(int status, string code, string detail) =>
        new("about:blank", ReasonPhrases.GetReasonPhrase(status), status, code, detail);
}

/// <summary>A target whose key was used before, and the push that has it.</summary>
internal sealed record KnownTarget(string Key, string Target, string PushId)
{
    /// <summary>Null if there are none.</summary>
    public static IReadOnlyList<KnownTarget>? From(IReadOnlyList<DuplicateTarget> duplicates) => duplicates.Count == 0
        ? null
        : [.. duplicates.Select(one => new KnownTarget(one.Key, one.Target, one.Push.ToString()))];
}
