using Microsoft.Extensions.Options;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>The time zone that the API's days and clock times are meant in.</summary>
internal sealed class MpaasZone(IOptions<MpaasOptions> options)
{
    private const string Default = "Asia/Shanghai";

    private readonly TimeZoneInfo _zone = Find(options.Value.TimeZone) ?? TimeZoneInfo.Utc;

    public TimeZoneInfo Zone => _zone;

    /// <summary>When the day began that a time is in.</summary>
    public DateTimeOffset DayOf(DateTimeOffset time) => At(TimeZoneInfo.ConvertTime(time, _zone).Date);

    /// <summary>When the day after the one that a time is in begins.</summary>
    public DateTimeOffset NextDayOf(DateTimeOffset time) => At(TimeZoneInfo.ConvertTime(time, _zone).Date.AddDays(1));

    private DateTimeOffset At(DateTime local) => new(local, _zone.GetUtcOffset(local));

    /// <summary>Null for an unknown zone.</summary>
    public static TimeZoneInfo? Find(string id)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)) return zone;
        // A container may come without the database; the default has had one offset for decades.
        return id == Default ? TimeZoneInfo.CreateCustomTimeZone(Default, TimeSpan.FromHours(8), Default, Default) : null;
    }
}
