using System.Text;
using System.Text.Json;
using Pushway.Core;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.UnitTests.Core.Pushes;

public sealed class ContentWriterTests
{
    private static readonly PushOptions Options = new() { MaxContentBytes = 300, MaxOwnContentBytes = 500 };
    private static readonly Notification Template = new("Hi #name#", "#count# new", "https://x/#name#", null);

    [Fact]
    public void Without_values_text_is_taken_literally()
    {
        var contents = Write(Template, null, new NamedTarget("alice", null));
        Text(contents.Shared).ShouldBe("""{"title":"Hi #name#","body":"#count# new","uri":"https://x/#name#"}""");
        contents.Own.ShouldBeNull();
    }

    [Fact]
    public void Values_of_the_call_are_for_all()
    {
        var contents = Write(Template, Values(("name", "you"), ("count", "2")), new NamedTarget("alice", null));
        Text(contents.Shared).ShouldBe("""{"title":"Hi you","body":"2 new","uri":"https://x/you"}""");
        contents.Own.ShouldBeNull();
    }

    [Fact]
    public void A_targets_values_count_before_those_of_the_call()
    {
        var contents = Write(
            Template, Values(("name", "you"), ("count", "2")), Target("alice", Values(("name", "Alice"))), new NamedTarget("bob", null));
        contents.Own![0]!.Content.ShouldBe("""{"title":"Hi Alice","body":"2 new","uri":"https://x/Alice"}""");
        contents.Own[1].ShouldBeNull();
        Text(contents.Shared).ShouldContain("Hi you");
    }

    [Fact]
    public void A_missing_value_is_told_by_its_name_and_target()
    {
        Refused(Template, null, Target("a", Values(("name", "A"), ("count", "1"))), Target("b", Values(("name", "B"))))
            .ShouldBe((ErrorCodes.ValuesInvalid, "There is no value for '#count#' of target 1."));
        Refused(Template, null, Target("a", Values(("name", "A"), ("count", "1"))), new NamedTarget("b", null))
            .ShouldBe((ErrorCodes.ValuesInvalid, "There is no value for '#name#' of target 1."));
        Refused(Template, Values(("name", "A"))).ShouldBe((ErrorCodes.ValuesInvalid, "There is no value for '#count#'."));
    }

    [Fact]
    public void A_targets_extras_lie_over_the_shared_ones()
    {
        var notification = new Notification("t", null, null, Json("""{"a":1,"b":2}"""));
        var contents = Write(notification, null, new NamedTarget("alice", null, new OwnContent(null, Json("""{"b":[3],"c":"é"}"""))));
        contents.Own![0]!.Content.ShouldBe("""{"title":"t","extras":{"a":1,"b":[3],"c":"é"}}""");
    }

    [Fact]
    public void What_values_lead_to_is_checked_too()
    {
        var page = new Notification("t", null, "#uri#", null) { Action = ClickAction.Web };
        Refused(page, null, Target("a", Values(("uri", "shop://x")))).Code.ShouldBe(ErrorCodes.NotificationInvalid);
        Refused(new Notification("#t#", null, null, null), null, Target("a", Values(("t", "")))).Code
            .ShouldBe(ErrorCodes.NotificationInvalid);
    }

    [Fact]
    public void Sizes_are_those_of_what_a_target_gets()
    {
        Refused(Template, null, Target("a", Values(("name", new string('x', 300)), ("count", "")))).Code
            .ShouldBe(ErrorCodes.MessageTooLarge);
        var half = Values(("name", new string('x', 100)), ("count", ""));
        Write(Template, null, Target("a", half));
        Refused(Template, null, Target("a", half), Target("b", half), Target("c", half)).Code
            .ShouldBe(ErrorCodes.MessageTooLarge);
    }

    [Fact]
    public void What_only_vendors_get_counts_as_well()
    {
        var notification = Template with { Vendor = new VendorContent { BadgeClass = new string('x', 120) } };
        Write(notification, null);
        Refused(notification with { Body = new string('x', 120) }, null).Code.ShouldBe(ErrorCodes.MessageTooLarge);
    }

    [Fact]
    public void The_hash_is_that_of_what_a_target_gets()
    {
        var contents = Write(
            Template, null, Target("a", Values(("name", "x"), ("count", "1"))), Target("b", Values(("count", "1"), ("name", "x"))),
            Target("c", Values(("name", "y"), ("count", "1"))));
        contents.Own![0]!.Hash.ShouldBe(contents.Own[1]!.Hash);
        contents.Own[2]!.Hash.ShouldNotBe(contents.Own[0]!.Hash);
        contents.Own[0]!.Hash.ShouldBe(PushContent.Hash(Encoding.UTF8.GetBytes(contents.Own[0]!.Content), null));
    }

    private static CallContents Write(Notification notification, Dictionary<string, string>? values, params NamedTarget[] targets) =>
        ContentWriter.Write(Request(notification, values, targets), Options).Contents.ShouldNotBeNull();

    private static (string Code, string Detail) Refused(
        Notification notification, Dictionary<string, string>? values, params NamedTarget[] targets)
    {
        var refused = ContentWriter.Write(Request(notification, values, targets), Options).Refused.ShouldNotBeNull();
        return (refused.Code, refused.Detail);
    }

    private static PushRequest Request(Notification notification, Dictionary<string, string>? values, NamedTarget[] targets) =>
        new(new Audience(AudienceKind.Users, targets), notification, Values: values);

    private static NamedTarget Target(string id, Dictionary<string, string> values) => new(id, null, new OwnContent(values, null));

    private static Dictionary<string, string> Values(params (string Name, string Value)[] values) =>
        values.ToDictionary(value => value.Name, value => value.Value);

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    private static string Text(byte[] content) => Encoding.UTF8.GetString(content);
}
