namespace Pushway.Core.Bindings;

/// <summary>A wish to bind or unbind a user; without one, to unbind whoever is bound. It applies only if <paramref name="Timestamp"/>
/// (client clock, ms) is newer than the device's last change.</summary>
public readonly record struct BindingRequest(string? UserId, long Timestamp, DateTimeOffset Now);
