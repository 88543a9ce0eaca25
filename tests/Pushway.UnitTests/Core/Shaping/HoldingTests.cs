using System.Globalization;
using Pushway.Core.Scheduling;
using Pushway.Core.Shaping;

namespace Pushway.UnitTests.Core.Shaping;

public sealed class HoldingTests
{
    private static readonly Shape None = new() { TimeZone = "UTC" };
    private static readonly QuietHours Night = new(new TimeOnly(22, 0), new TimeOnly(8, 0));
    private static readonly QuietHours Noon = new(new TimeOnly(12, 0), new TimeOnly(13, 0));

    /// <summary>Zone, time in UTC, and when the night (22:00 to 08:00 there) is over, if it is night.</summary>
    public static TheoryData<string, string, string?> Nights => new()
    {
        { "UTC", "2026-11-01 21:59:59", null },
        { "UTC", "2026-11-01 22:00:00", "2026-11-02 08:00:00" },
        { "UTC", "2026-11-01 23:59:59", "2026-11-02 08:00:00" },
        { "UTC", "2026-11-02 00:00:00", "2026-11-02 08:00:00" },
        { "UTC", "2026-11-02 07:59:59", "2026-11-02 08:00:00" },
        { "UTC", "2026-11-02 08:00:00", null },
        { "Asia/Tokyo", "2026-11-01 13:00:00", "2026-11-01 23:00:00" },
        { "America/New_York", "2026-11-01 13:00:00", null },
        { "Europe/Berlin", "2026-03-28 22:00:00", "2026-03-29 06:00:00" },
        { "Europe/Berlin", "2026-10-24 22:00:00", "2026-10-25 07:00:00" },
    };

    [Theory]
    [MemberData(nameof(Nights))]
    public void What_comes_at_night_is_held_until_it_is_over(string zone, string at, string? end) =>
        Holding.EndOfQuiet(Night, LocalTime.FindZone(zone)!, Time(at)).ShouldBe(end is null ? null : Time(end));

    [Theory]
    [InlineData("2026-11-01 11:59:59", null)]
    [InlineData("2026-11-01 12:00:00", "2026-11-01 13:00:00")]
    [InlineData("2026-11-01 13:00:00", null)]
    public void Quiet_hours_of_one_day_begin_and_end_on_it(string at, string? end) =>
        Holding.EndOfQuiet(Noon, TimeZoneInfo.Utc, Time(at)).ShouldBe(end is null ? null : Time(end));

    [Theory]
    [InlineData("UTC", "2026-11-01 08:59:00", "2026-11-01 09:00:00")]
    [InlineData("UTC", "2026-11-01 09:00:01", "2026-11-02 09:00:00")]
    [InlineData("Asia/Tokyo", "2026-11-01 08:59:00", "2026-11-02 00:00:00")]
    [InlineData("America/Los_Angeles", "2026-11-01 08:59:00", "2026-11-01 17:00:00")]
    public void A_local_time_is_the_next_at_the_recipient(string zone, string now, string until) =>
        Holding.Of(None with { LocalTime = new TimeOnly(9, 0) }, LocalTime.FindZone(zone)!, 1, Time(now))
            .ShouldBe(new Hold(Time(until), "local_time"));

    [Fact]
    public void What_is_due_at_its_time_is_not_held() =>
        Holding.Of(None with { LocalTime = new TimeOnly(9, 0) }, TimeZoneInfo.Utc, 1, Time("2026-11-01 09:00:00")).ShouldBeNull();

    [Fact]
    public void Targets_are_spread_evenly_however_many_there_are()
    {
        var now = Time("2026-11-01 12:00:00");
        var shape = None with { SpreadMinutes = 10 };
        foreach (var count in (int[])[20, 1_000])
        {
            var minutes = Enumerable.Range(1, count)
                .Select(i => (Holding.Of(shape, TimeZoneInfo.Utc, i, now)!.Value.Until - now).TotalMinutes).ToList();
            minutes.ShouldAllBe(minute => minute >= 0 && minute < 10);
            for (var i = 0; i < 10; i++) minutes.Count(minute => (int)minute == i).ShouldBeInRange((count / 10) - 2, (count / 10) + 2);
        }
    }

    [Fact]
    public void Quiet_hours_come_last()
    {
        var shape = None with { LocalTime = new TimeOnly(23, 0), SpreadMinutes = 30, QuietHours = Night };

        Holding.Of(shape, TimeZoneInfo.Utc, 1, Time("2026-11-01 12:00:00"))
            .ShouldBe(new Hold(Time("2026-11-02 08:00:00"), "local_time, spread, quiet_hours"));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
