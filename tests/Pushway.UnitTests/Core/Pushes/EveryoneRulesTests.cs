using Pushway.Core;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.UnitTests.Core.Pushes;

public sealed class EveryoneRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, EveryoneFilter> Mistakes => new()
    {
        { "a platform that is no word", new EveryoneFilter { Platforms = ["iOS"] } },
        { "a platform twice", new EveryoneFilter { Platforms = ["ios", "ios"] } },
        { "too many platforms", new EveryoneFilter { Platforms = [.. Enumerable.Range(0, 17).Select(i => $"p{i}")] } },
        { "an end before the start", new EveryoneFilter { BoundAfter = Now, BoundBefore = Now } },
        { "two starts", new EveryoneFilter { BoundAfter = Now, BoundWithinDays = 7 } },
        { "no days", new EveryoneFilter { UnboundWithinDays = 0 } },
        { "too many days", new EveryoneFilter { UnboundWithinDays = 3_651 } },
        { "a bound period of unbound devices", new EveryoneFilter { Login = LoginState.Unbound, BoundAfter = Now } },
        { "an unbound period of bound devices", new EveryoneFilter { Login = LoginState.Bound, UnboundWithinDays = 7 } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_filter_that_makes_no_sense_is_refused(string mistake, EveryoneFilter filter) =>
        EveryoneRules.Check(filter)!.Code.ShouldBe(ErrorCodes.FilterInvalid, mistake);

    [Fact]
    public void A_filter_with_every_member_is_taken() =>
        EveryoneRules.Check(new EveryoneFilter
        {
            Platforms = ["android", "ios"],
            BoundWithinDays = 7,
            BoundBefore = Now,
            UnboundAfter = Now.AddDays(-7),
            UnboundBefore = Now,
            NewDevices = false,
        }).ShouldBeNull();
}
