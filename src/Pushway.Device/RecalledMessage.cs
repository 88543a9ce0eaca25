using System.Diagnostics.CodeAnalysis;

namespace Pushway.Device;

/// <summary>A push that the application server took back.</summary>
/// <param name="Id">Id of the push, as <see cref="PushMessage.Id"/>.</param>
/// <param name="Key">The key the application server gave, or the id when it gave none.</param>
/// <param name="WasShown">True if this run of the app was handed the push; one that comes later is not handed over any more.</param>
public sealed record RecalledMessage(string Id, string Key, bool WasShown)
{
    internal static bool TryParse(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out RecalledMessage? recalled)
    {
        recalled = PushMessage.TryParse(payload, out var message) ? new(message.Id, message.Key, false) : null;
        return recalled is not null;
    }
}
