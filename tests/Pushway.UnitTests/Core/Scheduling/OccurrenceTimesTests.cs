using System.Globalization;
using Pushway.Core.Scheduling;

namespace Pushway.UnitTests.Core.Scheduling;

public sealed class OccurrenceTimesTests
{
    /// <summary>Zone, cycle, from and until as local dates, and the instants in UTC.</summary>
    public static TheoryData<string, string, string, string, string, string> Calendar => new()
    {
        // Every day, across both changes of the clock: the wall clock stays, the instant moves.
        { "Europe/Berlin", "day 08:00", "2026-03-28", "2026-03-30", "03-28 07:00, 03-29 06:00, 03-30 06:00", "" },
        { "Europe/Berlin", "day 08:00", "2026-10-24", "2026-10-26", "10-24 06:00, 10-25 07:00, 10-26 07:00", "" },
        { "UTC", "day 23:59:59", "2026-12-31", "2027-01-01", "12-31 23:59:59, 01-01 23:59:59", "" },

        // A gap: the first instant after it. 29 March 2026, 02:00 to 03:00, and in the middle of it.
        { "Europe/Berlin", "day 02:00", "2026-03-29", "2026-03-29", "03-29 01:00", "gap" },
        { "Europe/Berlin", "day 02:30", "2026-03-28", "2026-03-30", "03-28 01:30, 03-29 01:00, 03-30 00:30", "gap" },
        { "Europe/Berlin", "day 02:59:59", "2026-03-29", "2026-03-29", "03-29 01:00", "gap" },
        { "Europe/Berlin", "day 03:00", "2026-03-29", "2026-03-29", "03-29 01:00", "after the gap" },
        { "America/New_York", "day 02:30", "2026-03-08", "2026-03-08", "03-08 07:00", "gap" },
        { "Australia/Lord_Howe", "day 02:15", "2026-10-04", "2026-10-04", "10-03 15:30", "gap of half an hour" },

        // An overlap: the first of the two. 25 October 2026, 02:00 to 03:00 twice.
        { "Europe/Berlin", "day 02:30", "2026-10-24", "2026-10-26", "10-24 00:30, 10-25 00:30, 10-26 01:30", "overlap" },
        { "America/New_York", "day 01:30", "2026-11-01", "2026-11-01", "11-01 05:30", "overlap" },
        { "Europe/Dublin", "day 01:30", "2026-10-25", "2026-10-25", "10-25 00:30", "overlap, summer is standard time" },

        // Days of the week.
        { "UTC", "week 1,7 13:45:11", "2026-11-01", "2026-11-09", "11-01 13:45:11, 11-02 13:45:11, 11-08 13:45:11, 11-09 13:45:11", "" },
        { "UTC", "week 5 08:00", "2026-06-01", "2026-06-12", "06-05 08:00, 06-12 08:00", "" },
        { "Asia/Tokyo", "week 1 00:30", "2026-11-02", "2026-11-02", "11-01 15:30", "Monday there, Sunday in UTC" },

        // Days of the month: those a month lacks are passed over.
        { "UTC", "month 31 09:00", "2027-01-01", "2027-05-31", "01-31 09:00, 03-31 09:00, 05-31 09:00", "day 31" },
        { "UTC", "month 30 09:00", "2027-01-01", "2027-03-31", "01-30 09:00, 03-30 09:00", "day 30" },
        { "UTC", "month 29 09:00", "2027-02-01", "2027-02-28", "", "29 February, not a leap year" },
        { "UTC", "month 29 09:00", "2028-02-01", "2028-02-29", "02-29 09:00", "29 February, leap year" },
        { "UTC", "month -1 09:00", "2028-01-01", "2028-04-30", "01-31 09:00, 02-29 09:00, 03-31 09:00, 04-30 09:00", "last day" },
        { "UTC", "month 31,-1 09:00", "2027-01-01", "2027-02-28", "01-31 09:00, 02-28 09:00", "last day is day 31: once" },
        { "UTC", "month 1,15 00:00", "2027-01-01", "2027-02-28", "01-01 00:00, 01-15 00:00, 02-01 00:00, 02-15 00:00", "" },
    };

    [Theory]
    [MemberData(nameof(Calendar))]
    public void A_cycle_occurs_by_the_calendar(string zone, string cycle, string from, string until, string expected, string why)
    {
        var plan = Parse(cycle) with { From = Date(from), Until = Date(until) };
        var (start, end) = (At(from).AddDays(-3), At(until).AddDays(3));

        var times = OccurrenceTimes.Of(plan, LocalTime.FindZone(zone)!, start, end);

        string.Join(", ", times.Select(Word)).ShouldBe(expected, why);
        times.ShouldAllBe(time => time.Offset == TimeSpan.Zero);
    }

    [Fact]
    public void Bounds_are_later_than_the_one_and_not_later_than_the_other()
    {
        var noon = new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

        OccurrenceTimes.Of(Parse("day 12:00"), TimeZoneInfo.Utc, noon, noon.AddDays(2)).ShouldBe([noon.AddDays(1), noon.AddDays(2)]);
        OccurrenceTimes.Of(Parse("day 12:00"), TimeZoneInfo.Utc, noon.AddTicks(-1), noon).ShouldBe([noon]);
        OccurrenceTimes.Of(Parse("day 12:00"), TimeZoneInfo.Utc, noon, noon).ShouldBeEmpty();
    }

    [Fact]
    public void A_year_of_days_ascends_in_every_zone()
    {
        var start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            var times = OccurrenceTimes.Of(Parse("day 02:30"), zone, start, start.AddDays(366));
            times.Count.ShouldBeInRange(365, 367, zone.Id);
            for (var i = 1; i < times.Count; i++) (times[i] - times[i - 1]).TotalHours.ShouldBeInRange(22, 26, zone.Id);
        }
    }

    [Theory]
    [InlineData("Europe/Berlin", true)]
    [InlineData("UTC", true)]
    [InlineData("Etc/GMT+5", true)]
    [InlineData("Europe/Nowhere", false)]
    [InlineData("W. Europe Standard Time", false)]
    [InlineData("../../etc/passwd", false)]
    [InlineData("/etc/localtime", false)]
    [InlineData("", false)]
    public void A_zone_is_a_name_of_the_IANA_database(string id, bool isZone) => (LocalTime.FindZone(id) is not null).ShouldBe(isZone);

    private static Cycle Parse(string text) => text.Split(' ') switch
    {
        ["day", var at] => new Cycle(CycleUnit.Day, [], Time(at)),
        ["week", var on, var at] => new Cycle(CycleUnit.Week, Days(on), Time(at)),
        [_, var on, var at] => new Cycle(CycleUnit.Month, Days(on), Time(at)),
        _ => throw new ArgumentException(text),
    };

    private static int[] Days(string text) => [.. text.Split(',').Select(day => int.Parse(day, CultureInfo.InvariantCulture))];

    private static TimeOnly Time(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly Date(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string text) => new(Date(text), TimeOnly.MinValue, TimeSpan.Zero);

    private static string Word(DateTimeOffset time) =>
        time.ToString(time.Second == 0 ? "MM-dd HH:mm" : "MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
