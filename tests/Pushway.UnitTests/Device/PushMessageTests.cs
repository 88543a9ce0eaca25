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
