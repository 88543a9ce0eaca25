using System.Text;
using Pushway.Core.Events;

namespace Pushway.UnitTests.Core.Events;

public sealed class EventReportTests
{
    [Fact]
    public void A_batch_is_read_and_what_nobody_knows_in_it_is_passed_over()
    {
        var report = Parse(
            """
            {"sdk":{"v":[1]},"events":[
                {"id":"17","event":"displayed","at":1767225600123,"new":{"a":[]}},
                {"event":"blocked_by_settings","id":"18"},
                {"id":"19","event":"opened","at":"yesterday"}],"more":1}
            """)!;

        report.Events.ShouldBe(
        [
            new ReportedEvent(17, ClientEventKind.Displayed, 1767225600123),
            new ReportedEvent(18, ClientEventKind.BlockedBySettings, null),
            new ReportedEvent(19, ClientEventKind.Opened, null),
        ]);
        report.Unreadable.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"id":"17","event":"smelled"}""")]
    [InlineData("""{"id":17,"event":"opened"}""")]
    [InlineData("""{"id":"0","event":"opened"}""")]
    [InlineData("""{"id":"-3","event":"opened"}""")]
    [InlineData("""{"id":"17x","event":"opened"}""")]
    [InlineData("""{"id":"99999999999999999999","event":"opened"}""")]
    [InlineData("""{"event":"opened"}""")]
    [InlineData("""{"id":"17"}""")]
    [InlineData("""{"id":["17"],"event":{"opened":1}}""")]
    [InlineData("""[1,{"a":2}]""")]
    [InlineData("null")]
    public void An_item_that_is_no_event_we_know_is_counted_and_the_rest_taken(string item)
    {
        var report = Parse($$"""{"events":[{{item}},{"id":"1","event":"opened"}]}""")!;

        report.Unreadable.ShouldBe(1);
        report.Events.ShouldHaveSingleItem().Id.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"events":[]}""")]
    [InlineData("""{"events":{}}""")]
    [InlineData("""{"events":[{"id":"1","event":"opened"}]""")]
    [InlineData("""{"events":[{"id":"1","event":"opened"}]} {}""")]
    [InlineData("""{"events":[{"id":"1","event":"opened"}],"events":[{"id":"1","event":"opened"}]}""")]
    [InlineData("""{"events":[{"id":"1","event":"opened"},]}""")]
    public void What_is_no_batch_is_refused(string text) => Parse(text).ShouldBeNull();

    [Fact]
    public void A_hundred_events_are_a_batch_and_one_more_is_not()
    {
        Parse(Batch(100))!.Events.Count.ShouldBe(100);
        Parse(Batch(101)).ShouldBeNull();
    }

    [Fact]
    public void A_batch_has_a_size_limit() =>
        Parse(Batch(1).Replace("opened", "opened" + new string('x', EventReport.MaxBytes))).ShouldBeNull();

    [Fact]
    public void Every_event_has_a_name_that_is_read_back()
    {
        foreach (var kind in Enum.GetValues<ClientEventKind>())
            ClientEventNames.Parse(Encoding.UTF8.GetBytes(ClientEventNames.Of(kind))).ShouldBe(kind);
    }

    private static string Batch(int count) =>
        $$"""{"events":[{{string.Join(',', Enumerable.Repeat("""{"id":"1","event":"opened"}""", count))}}]}""";

    private static EventReport? Parse(string text) => EventReport.Parse(Encoding.UTF8.GetBytes(text), out _);
}
