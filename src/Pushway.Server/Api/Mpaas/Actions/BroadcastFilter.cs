using Pushway.Core.Audiences;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>Whom a broadcast is for: a platform, and who is or was logged in since when.</summary>
internal static class BroadcastFilter
{
    public static EveryoneFilter Read(CallParameters parameters, TargetType type)
    {
        var login = (parameters.Choice("PushStatus", 2) ?? 0) switch
        {
            0 => LoginState.Bound,
            1 => LoginState.Any,
            _ => LoginState.Unbound,
        };
        var filter = new EveryoneFilter
        {
            Platforms = [TargetNames.PlatformOf(type)],
            // Only Android devices have the own connection, so one that has not said what it is counts as Android.
            OrNoPlatform = type == TargetType.Android,
            Login = login,
        };
        if (login != LoginState.Unbound) filter = ReadBound(parameters, filter);
        return login == LoginState.Bound ? filter : ReadUnbound(parameters, filter);
    }

    /// <summary>Times, if there are any, count instead of the period.</summary>
    private static EveryoneFilter ReadBound(CallParameters parameters, EveryoneFilter filter)
    {
        var (after, before) = (Time(parameters, "BindStartTime"), Time(parameters, "BindEndTime"));
        var days = Days(parameters, "BindPeriod");
        return after is null && before is null
            ? filter with { BoundWithinDays = days }
            : filter with { BoundAfter = after, BoundBefore = before };
    }

    private static EveryoneFilter ReadUnbound(CallParameters parameters, EveryoneFilter filter)
    {
        var (after, before) = (Time(parameters, "UnBindStartTime"), Time(parameters, "UnBindEndTime"));
        var days = Days(parameters, "UnBindPeriod");
        return after is null && before is null
            ? filter with { UnboundWithinDays = days }
            : filter with { UnboundAfter = after, UnboundBefore = before };
    }

    private static int? Days(CallParameters parameters, string name) => parameters.Number(name) switch
    {
        null or 0 or 4 => null,
        1 => 7,
        2 => 15,
        3 => 60,
        _ => throw new RefusedCallException($"{name} must be 1 to 4."),
    };

    private static DateTimeOffset? Time(CallParameters parameters, string name)
    {
        if (parameters.Number(name) is not { } number || number == 0) return null;
        var seconds = NotificationParameters.Seconds(number);
        return seconds is > 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new RefusedCallException($"{name} must be a time since 1970.");
    }
}
