using Pushway.Core;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;

namespace Pushway.UnitTests.Core.Scheduling;

public sealed class ScheduleRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Cycle Daily = new(CycleUnit.Day, [], new TimeOnly(8, 0));

    public static TheoryData<DateTimeOffset?, Cycle?, string> Refused => new()
    {
        { Now, null, ErrorCodes.ScheduleInPast },
        { Now.AddDays(-1), null, ErrorCodes.ScheduleInPast },
        { Now.AddDays(367), null, ErrorCodes.ScheduleTooFar },
        { Now.AddDays(1), Daily, ErrorCodes.ScheduleInvalid },
        { null, Daily with { On = [1] }, ErrorCodes.ScheduleInvalid },
        { null, Daily with { Every = CycleUnit.Week }, ErrorCodes.ScheduleInvalid },
        { null, Daily with { Every = CycleUnit.Week, On = [0] }, ErrorCodes.ScheduleInvalid },
        { null, Daily with { Every = CycleUnit.Week, On = [8] }, ErrorCodes.ScheduleInvalid },
        { null, Daily with { Every = CycleUnit.Week, On = [1, 1] }, ErrorCodes.ScheduleInvalid },
        { null, Daily with { Every = CycleUnit.Month, On = [32] }, ErrorCodes.ScheduleInvalid },
        { null, Daily with { Every = CycleUnit.Month, On = [0] }, ErrorCodes.ScheduleInvalid },
        { null, Daily with { From = new(2026, 12, 2), Until = new(2026, 12, 1) }, ErrorCodes.ScheduleInvalid },
        { null, Daily with { Until = new(2026, 10, 31) }, ErrorCodes.ScheduleInPast },
        { null, Daily with { Until = new(2027, 12, 31) }, ErrorCodes.ScheduleTooFar },
        { null, Daily with { From = new(2028, 1, 1) }, ErrorCodes.ScheduleTooFar },
        { null, Daily with { TimeZone = "Mars/Olympus" }, ErrorCodes.TimeZoneInvalid },
        { null, Daily with { Until = new(2026, 11, 1) }, ErrorCodes.ScheduleEmpty },
        { null, Daily with { Every = CycleUnit.Month, On = [31], Until = new(2026, 11, 30) }, ErrorCodes.ScheduleEmpty },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_plan_that_cannot_be_kept_is_refused(DateTimeOffset? startAt, Cycle? cycle, string code) =>
        Plan(startAt, cycle).Refused!.Code.ShouldBe(code);

    [Fact]
    public void A_push_without_a_plan_goes_at_once() => Plan(null, null).ShouldBe((null, null));

    [Fact]
    public void A_cycle_without_a_zone_has_that_of_its_app_and_reaches_as_far_as_may_be()
    {
        var starts = Plan(null, Daily).Starts!;

        starts.Cycle!.TimeZone.ShouldBe("Asia/Tokyo");
        starts.Times[0].ShouldBe(new DateTimeOffset(2026, 11, 1, 23, 0, 0, TimeSpan.Zero));
        starts.Times.Count.ShouldBe(366);
    }

    private static (PlannedStarts? Starts, PushReply.Refused? Refused) Plan(DateTimeOffset? startAt, Cycle? cycle) =>
        ScheduleRules.Plan(
            new PushRequest(Audience.Everyone, new Notification("hi", null, null, null)) { StartAt = startAt, Cycle = cycle }, "Asia/Tokyo",
            TimeSpan.FromDays(1), new SchedulingOptions(), Now);
}
