namespace Pushway.Core.Scheduling;

/// <summary>Turns what clocks on the wall show into instants.</summary>
public static class LocalTime
{
    private static readonly TimeSpan LongestGap = TimeSpan.FromDays(2);

    /// <summary>The zone of an IANA name; null if there is none. Paths and names of other systems are no names.</summary>
    public static TimeZoneInfo? FindZone(string id) =>
        id.Length is > 0 and <= 64 && char.IsAsciiLetter(id[0]) && !id.AsSpan().ContainsAny(' ', '.')
        && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;

    /// <summary>Clocks that are put back show a time twice: the first counts. Clocks that are put forward leave times out: the first instant
    /// after them counts.</summary>
    public static DateTimeOffset ToInstant(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(time);
        if (zone.IsInvalidTime(local)) local = EndOfGap(local, zone);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static DateTime EndOfGap(DateTime local, TimeZoneInfo zone)
    {
        var (inside, outside) = (local, local + LongestGap);
        while (outside - inside > TimeSpan.FromSeconds(1))
        {
            var middle = inside + TimeSpan.FromSeconds(Math.Floor((outside - inside).TotalSeconds / 2));
            if (zone.IsInvalidTime(middle)) inside = middle;
            else outside = middle;
        }
        return outside;
    }
}
