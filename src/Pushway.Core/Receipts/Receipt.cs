using Pushway.Core.Apps;
using Pushway.Core.Pushes;

namespace Pushway.Core.Receipts;

/// <summary>Proof of what became of a delivery, waiting in the outbox for the application server. <paramref name="Sequence"/> counts per delivery.</summary>
public sealed record Receipt(
    long Id,
    AppKey App,
    PushId Push,
    string Key,
    string Target,
    string? DeviceId,
    string Event,
    string? Reason,
    string? Channel,
    DateTimeOffset At,
    int Sequence,
    int Attempts,
    DateTimeOffset CreatedAt);
