using CsCheck;
using Pushway.Device;

namespace Pushway.UnitTests.Device;

public sealed class ReconnectBackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public void Without_jitter_delays_double_up_to_the_limit()
    {
        var backoff = new ReconnectBackoff(First, Limit, () => 0);

        Enumerable.Range(0, 8).Select(_ => backoff.Next().TotalSeconds).ShouldBe([1, 2, 4, 8, 16, 32, 60, 60]);
    }

    [Fact]
    public void The_strongest_jitter_halves_a_delay()
    {
        var backoff = new ReconnectBackoff(First, Limit, () => 1);

        Enumerable.Range(0, 3).Select(_ => backoff.Next().TotalSeconds).ShouldBe([0.5, 1, 2]);
    }

    [Fact]
    public void No_number_of_attempts_leaves_the_bounds() =>
        Gen.Select(Gen.Int[0, 5000], Gen.Double.Unit).Sample((attempts, random) =>
        {
            var backoff = new ReconnectBackoff(First, Limit, () => random);
            for (var attempt = 0; attempt < attempts; attempt++)
            {
                backoff.Next();
            }
            backoff.Next().ShouldBeInRange(First / 2, Limit);
        }, iter: 100);

    [Fact]
    public void A_successful_connection_starts_over()
    {
        var backoff = new ReconnectBackoff(First, Limit, () => 0);
        backoff.Next();
        backoff.Next();

        backoff.Reset();

        backoff.Next().ShouldBe(First);
    }
}
