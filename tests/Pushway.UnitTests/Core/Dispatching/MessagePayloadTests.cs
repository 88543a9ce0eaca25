using System.Text;
using System.Text.Json;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;

namespace Pushway.UnitTests.Core.Dispatching;

public sealed class MessagePayloadTests
{
    [Fact]
    public void Id_and_key_come_before_the_content() =>
        Text(new DeliveryId(7), "k", """{"title":"t"}""").ShouldBe("""{"id":"7","key":"k","title":"t"}""");

    [Fact]
    public void Without_a_key_the_key_is_the_id() => Text(new DeliveryId(7), null, "{}").ShouldBe("""{"id":"7","key":"7"}""");

    [Fact]
    public void A_key_is_escaped()
    {
        using var json = JsonDocument.Parse(Text(new DeliveryId(7), "a\"b\\ü", "{}"));
        json.RootElement.GetProperty("key").GetString().ShouldBe("a\"b\\ü");
    }

    private static string Text(DeliveryId id, string? key, string content) =>
        Encoding.UTF8.GetString(MessagePayload.Encode(id, key, content));
}
