using Pushway.Core.Apps;
using Pushway.Core.Pushes;

namespace Pushway.Core.Receipts;

/// <summary>Proof of what became of a delivery, or of a binding or vendor token (then there is no push and no key), waiting in the outbox for
/// the application server. <paramref name="Sequence"/> grows per delivery, and per device for its bindings.</summary>
public sealed record Receipt(
    long Id,
    AppKey App,
    PushId? Push,
    string? Key,
    string Target,
    string? DeviceId,
    string Event,
    string? Reason,
    string? Channel,
    DateTimeOffset At,
    long Sequence,
    int Attempts,
    DateTimeOffset CreatedAt);
