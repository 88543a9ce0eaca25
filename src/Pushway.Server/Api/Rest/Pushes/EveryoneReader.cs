using System.Globalization;
using System.Text.RegularExpressions;
using Pushway.Core;
using Pushway.Core.Audiences;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>Turns the filter of a push to everyone into Core's words.</summary>
internal static partial class EveryoneReader
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
            if (text is not null && ReadTime(text) is null)
                return Wrong($"'{name}' must be a time with its offset, such as 2026-11-01T12:00:00Z.");
        }
        var filter = new EveryoneFilter
        {
            Platforms = [.. (everyone.Platforms ?? []).OfType<string>()],
            Login = login,
            BoundAfter = ReadTime(everyone.BoundAfter),
            BoundBefore = ReadTime(everyone.BoundBefore),
            BoundWithinDays = everyone.BoundWithinDays,
            UnboundAfter = ReadTime(everyone.UnboundAfter),
            UnboundBefore = ReadTime(everyone.UnboundBefore),
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

    private static DateTimeOffset? ReadTime(string? text) =>
        text is not null && Form().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    // Without an offset a time would be read in the node's zone.
    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)\z")]
    private static partial Regex Form();
}
