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

/// <summary>A device or user that a call names, with the caller's own key for it (MPS: MsgKey), if any.</summary>
public readonly record struct NamedTarget(string Id, string? Key);
