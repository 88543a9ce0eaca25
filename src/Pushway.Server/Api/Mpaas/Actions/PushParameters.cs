using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>What the four push actions have in common, besides the notification.</summary>
internal sealed record PushParameters(string TaskName, TargetType TargetType, int TtlSeconds, string? Policy)
{
    public const int MaxTaskNameLength = 200;

    /// <summary>When it starts; nothing: at once.</summary>
    public Strategy Strategy { get; init; } = Strategy.AtOnce;

    public static PushParameters Read(CallParameters parameters, StrategyReader strategies) =>
        new(ReadTaskName(parameters), ReadTargetType(parameters), ReadExpiry(parameters), ReadPolicy(parameters))
        {
            Strategy = strategies.Read(parameters),
        };

    public PushTask Task(TaskKind kind) => new(TaskName, kind) { DeliveryType = (int)TargetType };

    /// <summary>Single pushes are listed only among what is scheduled.</summary>
    public PushTask? TaskIfScheduled(TaskKind kind) => Strategy == Strategy.AtOnce ? null : Task(kind);

    private static string ReadTaskName(CallParameters parameters)
    {
        var name = parameters.Text("TaskName").Trim();
        if (name.Length == 0) throw new RefusedCallException(ResultCodes.TaskNameNull, ResultCodes.TaskNameNull.Message);
        return name.Length <= MaxTaskNameLength && !name.Any(char.IsControl)
            ? name
            : throw new RefusedCallException($"TaskName may have {MaxTaskNameLength} printable characters.");
    }

    private static TargetType ReadTargetType(CallParameters parameters)
    {
        var text = parameters.Text("DeliveryType");
        return text switch
        {
            "1" => TargetType.Android,
            "2" => TargetType.Ios,
            "3" => TargetType.User,
            "7" => TargetType.HarmonyOs,
            _ => throw new RefusedCallException(ResultCodes.DeliveryTypeUnknown, $"DeliveryType {text} is not supported."),
        };
    }

    private static int ReadExpiry(CallParameters parameters)
    {
        if (!CallParameters.TryNumber(parameters.Text("ExpiredSeconds"), out var seconds) || seconds < 1)
            throw new RefusedCallException(ResultCodes.ExpiryWrong, "ExpiredSeconds must be a number of seconds from 1.");
        return seconds <= PushRules.MaxTtlSeconds
            ? (int)seconds
            : throw new RefusedCallException(ResultCodes.ExpiryTooLong, $"ExpiredSeconds may be {PushRules.MaxTtlSeconds} (7 days).");
    }

    private static string? ReadPolicy(CallParameters parameters)
    {
        var isOwn = parameters.Text("NotifyType").ToLowerInvariant() switch
        {
            "" or "notify" => false,
            "transparent" => true,
            _ => throw new RefusedCallException("NotifyType must be transparent or notify."),
        };
        isOwn |= parameters.Number("AndroidChannel") switch
        {
            null or 2 => false,
            1 => true,
            _ => throw new RefusedCallException("AndroidChannel must be 1 or 2."),
        };
        return isOwn ? "own-only" : null;
    }
}

/// <summary>What a target's id is. The values are the original's.</summary>
internal enum TargetType
{
    Android = 1,
    Ios = 2,
    User = 3,
    HarmonyOs = 7,
}

/// <summary>How targets are named.</summary>
internal static class TargetNames
{
    private const int OwnIdLength = 32;

    public static AudienceKind KindOf(TargetType type) => type == TargetType.User ? AudienceKind.Users : AudienceKind.Devices;

    /// <summary>iOS and HarmonyOS devices are named by the vendor's token; an id that was issued here is taken too, no token looks like one.</summary>
    public static string IdOf(TargetType type, string target) => VendorOf(type) is { } vendor && !IsOwnId(target)
        ? TokenTargets.IdOf(vendor, target)
        : target;

    /// <summary>Null where devices have ids of their own.</summary>
    public static string? VendorOf(TargetType type) => type switch
    {
        TargetType.Ios => "apns",
        TargetType.HarmonyOs => "harmony",
        _ => null,
    };

    public static string PlatformOf(TargetType type) => type switch
    {
        TargetType.Ios => "ios",
        TargetType.HarmonyOs => "harmonyos",
        _ => "android",
    };

    public static bool IsOwnId(string text) =>
        text.Length == OwnIdLength && text.All(static one => char.IsAsciiHexDigitLower(one));
}
