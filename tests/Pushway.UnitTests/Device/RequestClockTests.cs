using Microsoft.Extensions.Time.Testing;
using Pushway.Device;

namespace Pushway.UnitTests.Device;

public sealed class RequestClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Calls_within_one_millisecond_get_increasing_times()
    {
        var clock = new RequestClock(new FakeTimeProvider(Start));

        new[] { clock.Next(), clock.Next(), clock.Next() }
            .ShouldBe([1767225600000, 1767225600001, 1767225600002]);
    }

    [Fact]
    public void A_later_clock_is_followed()
    {
        var time = new FakeTimeProvider(Start);
        var clock = new RequestClock(time);
        clock.Next();

        time.Advance(TimeSpan.FromSeconds(5));

        clock.Next().ShouldBe(1767225605000);
    }

    [Fact]
    public void A_clock_that_goes_back_does_not_take_the_times_back()
    {
        var time = new FakeTimeProvider(Start) { AutoAdvanceAmount = TimeSpan.Zero };
        var clock = new RequestClock(time);
        var before = clock.Next();

        time.AdjustTime(Start.AddHours(-1));

        clock.Next().ShouldBe(before + 1);
    }

    [Fact]
    public void The_servers_clock_is_followed_even_backwards()
    {
        var time = new FakeTimeProvider(Start);
        var clock = new RequestClock(time);
        clock.Next();

        clock.Follow(1000000000000);
        time.Advance(TimeSpan.FromSeconds(2));

        clock.Next().ShouldBe(1000000002000);
        clock.Next().ShouldBe(1000000002001);
    }
}
