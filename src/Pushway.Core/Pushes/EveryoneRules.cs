using Pushway.Core.Audiences;

namespace Pushway.Core.Pushes;

/// <summary>What the filter of a push to everyone must satisfy.</summary>
internal static class EveryoneRules
{
    public const int MaxPlatforms = 16;
    public const int MaxPlatformLength = 32;
    public const int MaxDays = 3_650;

    /// <summary>Null if the filter is in order.</summary>
    public static PushReply.Refused? Check(EveryoneFilter filter) =>
        Refuse(CheckPlatforms(filter.Platforms)
            ?? CheckPeriod("bound", filter.BoundAfter, filter.BoundBefore, filter.BoundWithinDays, filter.Login == LoginState.Unbound)
            ?? CheckPeriod(
                "unbound", filter.UnboundAfter, filter.UnboundBefore, filter.UnboundWithinDays, filter.Login == LoginState.Bound));

    private static PushReply.Refused? Refuse(string? mistake) =>
        mistake is null ? null : new(ErrorCodes.FilterInvalid, mistake);

    private static string? CheckPlatforms(IReadOnlyList<string> platforms)
    {
        if (platforms.Count > MaxPlatforms) return $"'platforms' has more than {MaxPlatforms} words.";
        foreach (var platform in platforms)
        {
            if (!IsPlatform(platform)) return "'platforms' must be words of lower-case letters, digits, '_' and '-', such as android.";
        }
        return platforms.Distinct().Count() == platforms.Count ? null : "'platforms' names one twice.";
    }

    private static string? CheckPeriod(string name, DateTimeOffset? after, DateTimeOffset? before, int? withinDays, bool isExcluded)
    {
        if (after is null && before is null && withinDays is null) return null;
        if (isExcluded) return $"A period of '{name}' devices contradicts 'login'.";
        if (withinDays is not null && after is not null) return $"'{name}After' and '{name}WithinDays' exclude each other.";
        if (withinDays is < 1 or > MaxDays) return $"'{name}WithinDays' must be 1 to {MaxDays}.";
        return after >= before ? $"'{name}After' must be earlier than '{name}Before'." : null;
    }

    private static bool IsPlatform(string platform) =>
        platform.Length is > 0 and <= MaxPlatformLength
        && platform.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or '-');
}
