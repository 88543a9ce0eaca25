using Pushway.Core.Audiences;
using Pushway.Core.Events;

namespace Pushway.Core.Pushes;

/// <summary>A push as its caller reads it: state and how many deliveries (and user targets without a device) are in which state.</summary>
public sealed record PushSummary(
    PushId Id,
    AudienceKind Audience,
    PushState State,
    DateTimeOffset AcceptedAt,
    DateTimeOffset ExpiresAt,
    IReadOnlyDictionary<DeliveryState, long> Counts)
{
    /// <summary>On how many devices each client event happened.</summary>
    public IReadOnlyDictionary<ClientEventKind, long> Events { get; init; } = new Dictionary<ClientEventKind, long>();
}
