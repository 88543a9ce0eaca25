using Pushway.Core;
using Pushway.Core.Audiences;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>Turns the filter of a push to everyone into Core's words.</summary>
internal static class EveryoneReader
{
    public static (Audience? Audience, Mistake? Mistake) Read(EveryoneDocument everyone)
    {
        if (everyone.Platforms is { } named && Array.Exists(named, static one => one is null))
            return Wrong("'platforms' must be words such as android.");
        if (ReadLogin(everyone.Login) is not { } login) return Wrong("'login' must be any, bound or unbound.");
        (string Name, string? Text)[] times =
        [
            ("boundAfter", everyone.BoundAfter), ("boundBefore", everyone.BoundBefore),
            ("unboundAfter", everyone.UnboundAfter), ("unboundBefore", everyone.UnboundBefore),
        ];
        foreach (var (name, text) in times)
        {
            if (text is not null && Instants.Parse(text) is null)
                return Wrong($"'{name}' must be a time with its offset, such as 2026-11-01T12:00:00Z.");
        }
        var filter = new EveryoneFilter
        {
            Platforms = [.. (everyone.Platforms ?? []).OfType<string>()],
            Login = login,
            BoundAfter = Instants.Parse(everyone.BoundAfter),
            BoundBefore = Instants.Parse(everyone.BoundBefore),
            BoundWithinDays = everyone.BoundWithinDays,
            UnboundAfter = Instants.Parse(everyone.UnboundAfter),
            UnboundBefore = Instants.Parse(everyone.UnboundBefore),
            UnboundWithinDays = everyone.UnboundWithinDays,
            NewDevices = everyone.NewDevices ?? true,
        };
        return (Audience.Everyone with { Filter = filter }, null);
    }

    private static (Audience?, Mistake?) Wrong(string detail) =>
        (null, new(ErrorCodes.FilterInvalid, $"audience.everyone: {detail}"));

    private static LoginState? ReadLogin(string? word) => word switch
    {
        null or "any" => LoginState.Any,
        "bound" => LoginState.Bound,
        "unbound" => LoginState.Unbound,
        _ => null,
    };
}
