using Pushway.Core.Receipts;

namespace Pushway.UnitTests.Core.Receipts;

public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetrySchedule Schedule =
        new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15), TimeSpan.FromHours(24));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(11, 900)]
    [InlineData(1_000, 900)]
    public void The_pause_doubles_up_to_the_cap_less_at_most_a_fifth(int attempts, int seconds)
    {
        for (var i = 0; i < 100; i++)
        {
            var pause = (Schedule.Next(Start, attempts, Start) - Start)!.Value.TotalSeconds;
            pause.ShouldBeInRange(0.8 * seconds, seconds);
        }
    }

    [Fact]
    public void After_the_last_hour_there_is_no_next_time()
    {
        Schedule.Next(Start, 50, Start.AddHours(24).AddTicks(-1)).ShouldNotBeNull();
        Schedule.Next(Start, 50, Start.AddHours(24)).ShouldBeNull();
    }
}
