using Microsoft.Extensions.Time.Testing;
using Pushway.Core;

namespace Pushway.UnitTests.Core;

public sealed class FloodGateTests
{
    private readonly FakeTimeProvider _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_burst_passes_and_then_so_much_in_a_second()
    {
        var gate = new FloodGate(_time, perSecond: 20, burst: 100);
        gate.TryPass(7, 60).ShouldBeTrue();
        gate.TryPass(7, 40).ShouldBeTrue();
        gate.TryPass(7, 1).ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(1));
        gate.TryPass(7, 21).ShouldBeFalse();
        gate.TryPass(7, 20).ShouldBeTrue();

        _time.Advance(TimeSpan.FromHours(1));
        gate.TryPass(7, 101).ShouldBeFalse();
        gate.TryPass(7, 100).ShouldBeTrue();
    }

    [Fact]
    public void One_flood_does_not_stop_others()
    {
        var gate = new FloodGate(_time, perSecond: 1, burst: 1);
        gate.TryPass(-1, 1).ShouldBeTrue();
        gate.TryPass(-1, 1).ShouldBeFalse();
        gate.TryPass(-2, 1).ShouldBeTrue();
    }
}
