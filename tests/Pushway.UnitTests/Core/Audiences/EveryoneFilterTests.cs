using Pushway.Core.Audiences;

namespace Pushway.UnitTests.Core.Audiences;

public sealed class EveryoneFilterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly DeviceFacts NeverBound = new("android", Now.AddDays(-30), IsBound: false, 0, LoginChangedAt: null);
    private static readonly DeviceFacts Bound = new("ios", Now.AddDays(-30), IsBound: true, 1, Now.AddDays(-5));
    private static readonly DeviceFacts Unbound = new("ios", Now.AddDays(-30), IsBound: false, 2, Now.AddDays(-5));

    [Fact]
    public void A_filter_that_narrows_nothing_is_none() => new EveryoneFilter().AcceptedAt(Now).ShouldBeNull();

    [Fact]
    public void A_platform_leaves_out_others_and_devices_that_reported_none()
    {
        var filter = new EveryoneFilter { Platforms = ["ios", "harmonyos"] };

        filter.Matches(Bound).ShouldBeTrue();
        filter.Matches(NeverBound).ShouldBeFalse();
        filter.Matches(Bound with { Platform = null }).ShouldBeFalse();
    }

    [Theory]
    [InlineData(LoginState.Any, true, true)]
    [InlineData(LoginState.Bound, true, false)]
    [InlineData(LoginState.Unbound, false, true)]
    public void Login_tells_devices_with_a_user_from_those_without(LoginState login, bool bound, bool unbound)
    {
        var filter = new EveryoneFilter { Login = login };

        filter.Matches(Bound).ShouldBe(bound);
        filter.Matches(Unbound).ShouldBe(unbound);
        filter.Matches(NeverBound).ShouldBe(unbound);
    }

    [Fact]
    public void A_period_of_unbinding_leaves_out_devices_that_were_never_bound()
    {
        var filter = new EveryoneFilter { Login = LoginState.Unbound, UnboundWithinDays = 7 }.AcceptedAt(Now)!;

        filter.Matches(Unbound).ShouldBeTrue();
        filter.Matches(Unbound with { LoginChangedAt = Now.AddDays(-8) }).ShouldBeFalse();
        filter.Matches(NeverBound).ShouldBeFalse();
    }

    [Fact]
    public void A_period_narrows_only_the_devices_of_its_kind()
    {
        var filter = new EveryoneFilter { BoundAfter = Now.AddDays(-5), BoundBefore = Now.AddDays(-4) };

        filter.Matches(Bound).ShouldBeTrue();
        filter.Matches(Bound with { LoginChangedAt = Now.AddDays(-4) }).ShouldBeFalse();
        filter.Matches(Unbound with { LoginChangedAt = Now }).ShouldBeTrue();
        filter.Matches(NeverBound).ShouldBeTrue();
    }

    [Fact]
    public void Without_new_devices_those_that_registered_since_acceptance_are_out()
    {
        var filter = new EveryoneFilter { NewDevices = false }.AcceptedAt(Now)!;

        filter.Matches(NeverBound).ShouldBeTrue();
        filter.Matches(NeverBound with { RegisteredAt = Now }).ShouldBeFalse();
    }

    [Fact]
    public void A_stored_filter_is_the_same_when_it_is_read()
    {
        var filter = new EveryoneFilter { Platforms = ["ios"], Login = LoginState.Bound, BoundWithinDays = 7, NewDevices = false }
            .AcceptedAt(Now)!;

        var read = EveryoneFilter.Parse(filter.ToJson());

        read.Platforms.ShouldBe(filter.Platforms);
        (read with { Platforms = filter.Platforms }).ShouldBe(filter);
    }
}
