using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.Core.Shaping;

/// <summary>What shaping may ask.</summary>
public static class ShapingRules
{
    public const int MaxSpreadMinutes = 1_440;
    public const int MaxDailyCap = 10_000;

    /// <summary>The next time of a day is up to 25 hours away, where clocks are put back.</summary>
    public const int MinLocalTtlSeconds = 25 * 3_600;

    /// <summary>Null if it is in order.</summary>
    internal static PushReply.Refused? Check(PushRequest request)
    {
        if (request.Shaping is not { } shaping) return null;
        if (request.Audience.Kind == AudienceKind.Everyone && (shaping.LocalTime, shaping.SpreadMinutes) is not (null, null))
        {
            return new(
                ErrorCodes.ShapingUnsupported, "A push to everyone goes to all at once: it has no localTime and no spreadMinutes.");
        }
        if (shaping.SpreadMinutes is < 1 or > MaxSpreadMinutes)
            return new(ErrorCodes.ShapingInvalid, $"shaping.spreadMinutes must be 1 to {MaxSpreadMinutes}.");
        return shaping.LocalTime is not null && request.TtlSeconds is < MinLocalTtlSeconds
            ? new(ErrorCodes.TtlInvalid, $"With localTime, ttlSeconds must be {MinLocalTtlSeconds} or more: that time may be 25 hours away.")
            : null;
    }

    /// <summary>Null if these settings of an app are in order.</summary>
    public static PushReply.Refused? Check(QuietHours? quiet, int? dailyCap)
    {
        if (quiet is not null && quiet.From == quiet.Until)
            return new(ErrorCodes.ShapingInvalid, "quietHours must end at another time than they begin.");
        return dailyCap is < 1 or > MaxDailyCap ? new(ErrorCodes.ShapingInvalid, $"dailyCap must be 1 to {MaxDailyCap}.") : null;
    }
}
