using System.Text.Json;

namespace Pushway.Core.Audiences;

/// <summary>Who a push is for: named devices, named users, or everybody.</summary>
public sealed record Audience(AudienceKind Kind, IReadOnlyList<NamedTarget> Targets)
{
    public static readonly Audience Everyone = new(AudienceKind.Everyone, []);

    /// <summary>Narrows a push to everyone; null means every device.</summary>
    public EveryoneFilter? Filter { get; init; }
}

/// <summary>The kinds of audience. The values are stored.</summary>
public enum AudienceKind
{
    Devices = 0,
    Users = 1,
    Everyone = 2,
}

/// <summary>A device or user that a call names, with the caller's own key for it (MPS: MsgKey) and what the message says to
/// it alone, if any. A device may be named by a vendor's token, see <see cref="TokenTargets"/>.</summary>
public readonly record struct NamedTarget(string Id, string? Key, OwnContent? Own = null);

/// <summary>Values for the placeholders, and extras beside the shared ones, of one target.</summary>
public sealed record OwnContent(IReadOnlyDictionary<string, string>? Values, JsonElement? Extras);
