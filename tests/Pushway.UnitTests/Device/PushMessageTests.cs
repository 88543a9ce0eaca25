using System.Text;
using Pushway.Device;

namespace Pushway.UnitTests.Device;

public sealed class PushMessageTests
{
    [Fact]
    public void All_fields_of_the_payload_are_read()
    {
        var message = Parse("""
            {"id":"7","key":"order-1","title":"Hi","body":"There","uri":"app://x","extras":{"a":"b","n":{"m":[1]}}}
            """);

        message.ShouldNotBeNull();
        (message.Id, message.Key, message.Title, message.Body, message.Uri)
            .ShouldBe(("7", "order-1", "Hi", "There", "app://x"));
        message.Extras["a"].GetString().ShouldBe("b");
        message.Extras["n"].GetProperty("m")[0].GetInt32().ShouldBe(1);
    }

    [Fact]
    public void Absent_fields_are_null_and_the_key_is_the_id()
    {
        var message = Parse("""{"id":"7","body":null}""");

        message.ShouldNotBeNull();
        (message.Key, message.Title, message.Body, message.Uri).ShouldBe(("7", null, null, null));
        message.Extras.ShouldBeEmpty();
    }

    [Fact]
    public void Everything_a_device_can_act_on_is_read()
    {
        var message = Parse("""
            {"id":"7","uri":"https://x/","action":"intent","silent":true,"style":"picture","icon":"https://x/i","image":"https://x/p",
            "channelId":"orders","badge":0,"badgeIncrement":2,"sound":"ding","style2":1}
            """);

        message.ShouldNotBeNull();
        (message.Action, message.Silent, message.Style, message.Icon, message.Image)
            .ShouldBe((PushAction.Intent, true, PushStyle.Picture, "https://x/i", "https://x/p"));
        (message.ChannelId, message.Badge, message.BadgeIncrement, message.Sound).ShouldBe(("orders", 0, 2, "ding"));
    }

    [Theory]
    [InlineData("https://x/", PushAction.Web)]
    [InlineData("HTTP://x/", PushAction.Web)]
    [InlineData("shop://orders/17", PushAction.Intent)]
    [InlineData("", PushAction.None)]
    public void Without_an_action_the_scheme_decides(string uri, PushAction action) =>
        Parse($"{{\"id\":\"7\",\"uri\":\"{uri}\"}}")!.Action.ShouldBe(action);

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[1]")]
    [InlineData("""{"title":"no id"}""")]
    [InlineData("""{"id":""}""")]
    [InlineData("""{"id":"7""")]
    public void A_payload_without_an_id_is_no_push(string payload) => Parse(payload).ShouldBeNull();

    private static PushMessage? Parse(string payload) =>
        PushMessage.TryParse(Encoding.UTF8.GetBytes(payload), out var message) ? message : null;
}
