namespace Pushway.TestKit;

/// <summary>One receipt as the callback carries it.</summary>
public sealed record Receipt(
    string Id,
    string PushId,
    string? Key,
    string? Target,
    string? DeviceId,
    string Event,
    string? Reason,
    string? Channel,
    string At,
    long Seq);
