using System.Text;
using System.Text.Json;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.UnitTests.Core.Pushes;

public sealed class PushContentTests
{
    private static readonly PushRequest Request = new(
        new Audience(AudienceKind.Users, [new NamedTarget("alice", "k1"), new NamedTarget("bob", null)]),
        new Notification("t", "b", null, null), 60, "auto", "c", 5);

    [Fact]
    public void Absent_members_are_left_out_and_extras_pass_untouched()
    {
        using var extras = JsonDocument.Parse("""{"n":1.50,"deep":{"x":[1,2]}}""");
        Encoding.UTF8.GetString(PushContent.Encode(new Notification("t", null, null, extras.RootElement)))
            .ShouldBe("""{"title":"t","extras":{"n":1.50,"deep":{"x":[1,2]}}}""");
    }

    [Fact]
    public void Text_of_any_script_is_stored_as_it_is() =>
        Encoding.UTF8.GetString(PushContent.Encode(new Notification("你好 <\"b\">", null, null, null)))
            .ShouldBe("""{"title":"你好 <\"b\">"}""");

    [Fact]
    public void What_only_vendors_need_is_apart_and_comes_back_with_the_rest()
    {
        using var json = JsonDocument.Parse("""{"a":[1,"x"]}""");
        var vendor = new VendorContent
        {
            Icons = new Dictionary<string, string> { ["xiaomi"] = "https://x/mi.png" },
            MiChannelId = "mi",
            VivoClassification = VivoClassification.Operational,
            Categories = new Dictionary<string, string> { ["huawei"] = "IM" },
            ReminderLevels = new Dictionary<string, ReminderLevel> { ["huawei"] = ReminderLevel.Low },
            TransparentPayloads = new Dictionary<string, JsonElement> { ["fcm"] = json.RootElement },
            TransparentUrgency = Urgency.Normal,
            BadgeClass = "com.example.Main",
            MutableContent = true,
            LiveActivity = new LiveActivity(LiveActivityEvent.Start) { ContentState = json.RootElement, DismissalDate = 1 },
        };
        var notification = new Notification("t", "b", "shop://x", json.RootElement)
        {
            Action = ClickAction.Intent,
            Silent = true,
            Style = NotificationStyle.BigText,
            Icon = "https://x/i.png",
            ChannelId = "orders",
            Badge = 0,
            BadgeIncrement = 1,
            Sound = "ding",
            Vendor = vendor,
        };

        var content = Encoding.UTF8.GetString(PushContent.Encode(notification));
        var vendorContent = Encoding.UTF8.GetString(PushContent.EncodeVendor(notification)!);

        content.ShouldBe(
            """{"title":"t","body":"b","uri":"shop://x","action":"intent","silent":true,"style":"bigText","icon":"https://x/i.png","""
            + "\"channelId\":\"orders\",\"badge\":0,\"badgeIncrement\":1,\"sound\":\"ding\",\"extras\":{\"a\":[1,\"x\"]}}");
        vendorContent.ShouldContain("\"event\":\"start\"");
        vendorContent.ShouldContain("\"vivoClassification\":\"operational\"");
        var decoded = PushContent.Decode(content, vendorContent);
        Encoding.UTF8.GetString(PushContent.Encode(decoded)).ShouldBe(content);
        Encoding.UTF8.GetString(PushContent.EncodeVendor(decoded)!).ShouldBe(vendorContent);
        decoded.Vendor!.ReminderLevels!["huawei"].ShouldBe(ReminderLevel.Low);
        decoded.Vendor.LiveActivity!.Event.ShouldBe(LiveActivityEvent.Start);
    }

    [Fact]
    public void The_same_call_has_the_same_hash() => Hash(Request with { IdempotencyKey = "other" }).ShouldBe(Hash(Request));

    [Fact]
    public void Every_member_of_a_call_changes_its_hash()
    {
        PushRequest[] others =
        [
            Request with { TtlSeconds = 61 },
            Request with { Policy = "own-only" },
            Request with { CollapseKey = null },
            Request with { Priority = null },
            Request with { Notification = new Notification("t", "B", null, null) },
            Request with { Notification = Request.Notification with { Silent = true } },
            Request with { Notification = Request.Notification with { Vendor = new VendorContent { MiChannelId = "mi" } } },
            Request with { Audience = new Audience(AudienceKind.Devices, Request.Audience.Targets) },
            Request with { Audience = new Audience(AudienceKind.Users, [new NamedTarget("alice", null), new NamedTarget("k1bob", null)]) },
        ];
        foreach (var other in others) Hash(other).ShouldNotBe(Hash(Request));
    }

    private static byte[] Hash(PushRequest request) => PushContent.RequestHash(
        request, PushContent.Encode(request.Notification), PushContent.EncodeVendor(request.Notification));
}
