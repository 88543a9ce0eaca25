using System.Globalization;
using Pushway.Device;

namespace Pushway.UnitTests.Device;

public sealed class SeenMessagesTests
{
    [Fact]
    public void An_id_is_unknown_until_it_is_added()
    {
        var seen = new SeenMessages();
        seen.Contains("1").ShouldBeFalse();

        seen.Add("1");

        seen.Contains("1").ShouldBeTrue();
    }

    [Fact]
    public void The_last_thousand_ids_are_remembered_and_the_one_before_is_forgotten()
    {
        var seen = new SeenMessages();
        var ids = Enumerable.Range(0, 1001).Select(number => number.ToString(CultureInfo.InvariantCulture)).ToList();

        ids.ForEach(seen.Add);

        seen.Contains(ids[0]).ShouldBeFalse();
        ids.Skip(1).ShouldAllBe(id => seen.Contains(id));
    }

    [Fact]
    public void Adding_an_id_twice_takes_no_second_place()
    {
        var seen = new SeenMessages(capacity: 2);

        seen.Add("a");
        seen.Add("a");
        seen.Add("b");

        seen.Contains("a").ShouldBeTrue();
        seen.Contains("b").ShouldBeTrue();
    }
}
