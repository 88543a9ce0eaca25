using System.Text.Json;
using Pushway.Core.Tags;

namespace Pushway.Core.Audiences;

/// <summary>Who a push is for: named devices, named users, everybody, or users with tags.</summary>
public sealed record Audience(AudienceKind Kind, IReadOnlyList<NamedTarget> Targets)
{
    public static readonly Audience Everyone = new(AudienceKind.Everyone, []);

    /// <summary>Narrows a push to everyone; null means every device.</summary>
    public EveryoneFilter? Filter { get; init; }

    /// <summary>Which tags users must have, see <see cref="TagExpression"/>.</summary>
    public string? Tags { get; init; }

    public static Audience OfTags(string expression) => new(AudienceKind.Tags, []) { Tags = expression };
}

/// <summary>The kinds of audience. The values are stored.</summary>
public enum AudienceKind
{
    Devices = 0,
    Users = 1,
    Everyone = 2,

    /// <summary>Users, who become targets as those do that a call names.</summary>
    Tags = 3,
}

/// <summary>A device or user that a call names, with the caller's own key for it (MPS: MsgKey) and what the message says to
/// it alone, if any. A device may be named by a vendor's token, see <see cref="TokenTargets"/>.</summary>
public readonly record struct NamedTarget(string Id, string? Key, OwnContent? Own = null);

/// <summary>Values for the placeholders, and extras beside the shared ones, of one target.</summary>
public sealed record OwnContent(IReadOnlyDictionary<string, string>? Values, JsonElement? Extras);
