using System.Text.Json;
using Pushway.Core;
using Pushway.Core.Pushes;

namespace Pushway.UnitTests.Core.Pushes;

public sealed class NotificationRulesTests
{
    private static readonly Notification Good = new("title", null, null, null);
    private static readonly VendorContent Vendor = new();

    [Theory]
    [InlineData("https://example.com/x", null)]
    [InlineData("https://example.com/x", ClickAction.Web)]
    [InlineData("shop://orders/17", null)]
    [InlineData("com.example.OrderActivity", ClickAction.Intent)]
    public void A_web_page_or_an_intent_may_open(string uri, ClickAction? action) =>
        Detail(Good with { Uri = uri, Action = action }).ShouldBeNull();

    [Theory]
    [InlineData("shop://orders/17", ClickAction.Web)]
    [InlineData("/orders/17", ClickAction.Web)]
    [InlineData("https://", ClickAction.Web)]
    [InlineData("shop://a\nb", null)]
    [InlineData(null, ClickAction.Intent)]
    public void What_cannot_open_that_way_is_refused(string? uri, ClickAction? action) =>
        Detail(Good with { Uri = uri, Action = action })!.ShouldContain("uri");

    [Fact]
    public void A_uri_has_2048_characters_at_most()
    {
        Detail(Good with { Uri = "shop://" + new string('x', 2_041) }).ShouldBeNull();
        Detail(Good with { Uri = "shop://" + new string('x', 2_042) })!.ShouldContain("notification.uri");
    }

    [Theory]
    [InlineData("ftp://example.com/i.png")]
    [InlineData("i.png")]
    [InlineData("")]
    public void Pictures_come_by_http(string url)
    {
        Detail(Good with { Icon = url })!.ShouldContain("notification.icon.default");
        Detail(Good with { Image = url })!.ShouldContain("notification.image.default");
        var map = new Dictionary<string, string> { ["oppo"] = url };
        Detail(Good with { Vendor = Vendor with { Icons = map } })!.ShouldContain("notification.icon.oppo");
        Detail(Good with { Vendor = Vendor with { Images = map } })!.ShouldContain("notification.image.oppo");
    }

    [Fact]
    public void The_picture_style_needs_a_picture()
    {
        var picture = Good with { Style = NotificationStyle.Picture };
        Detail(picture)!.ShouldContain("notification.image");
        Detail(picture with { Image = "https://x/p.png" }).ShouldBeNull();
        var map = new Dictionary<string, string> { ["honor"] = "https://x/p.png" };
        Detail(picture with { Vendor = Vendor with { Images = map } }).ShouldBeNull();
    }

    [Fact]
    public void Only_known_vendors_are_named()
    {
        var map = new Dictionary<string, string> { ["nokia"] = "https://x/p.png" };
        Detail(Good with { Vendor = Vendor with { Icons = map } })!.ShouldContain("notification.icon");
        Detail(Good with { Vendor = Vendor with { Categories = map } })!.ShouldContain("notification.categories");
        Detail(Good with
        {
            Vendor = Vendor with { ReminderLevels = new Dictionary<string, ReminderLevel> { ["nokia"] = ReminderLevel.Low } },
        })!.ShouldContain("notification.reminderLevels");
    }

    [Theory]
    [InlineData("")]
    [InlineData("line\nbreak")]
    public void Names_are_printable(string name)
    {
        Detail(Good with { ChannelId = name })!.ShouldContain("notification.channelId");
        Detail(Good with { Sound = name })!.ShouldContain("notification.sound");
        Detail(Good with { Vendor = Vendor with { MiChannelId = name } })!.ShouldContain("notification.miChannelId");
        Detail(Good with { Vendor = Vendor with { BadgeClass = name } })!.ShouldContain("notification.badgeClass");
    }

    [Fact]
    public void Badges_have_bounds()
    {
        Detail(Good with { Badge = 0, BadgeIncrement = 99 }).ShouldBeNull();
        Detail(Good with { Badge = -1 })!.ShouldContain("notification.badge'");
        Detail(Good with { Badge = 100_000 })!.ShouldContain("notification.badge'");
        Detail(Good with { BadgeIncrement = 0 })!.ShouldContain("notification.badgeIncrement");
        Detail(Good with { BadgeIncrement = 100 })!.ShouldContain("notification.badgeIncrement");
    }

    [Fact]
    public void Twenty_extras_are_the_limit()
    {
        Code(Good with { Extras = Extras(20) }).ShouldBeNull();
        Code(Good with { Extras = Extras(21) }).ShouldBe(ErrorCodes.TooManyExtras);
    }

    [Theory]
    [InlineData("notifyType")]
    [InlineData("action")]
    [InlineData("silent")]
    [InlineData("pushType")]
    [InlineData("templateCode")]
    [InlineData("channel")]
    [InlineData("taskId")]
    public void Reserved_names_of_extras_are_refused(string name)
    {
        var refused = Check(Good with { Extras = Json($"{{\"{name}\":\"x\"}}") })!;
        refused.Code.ShouldBe(ErrorCodes.ExtrasInvalid);
        refused.Detail.ShouldContain(name);
    }

    [Fact]
    public void A_transparent_payload_or_a_Live_Activity_is_enough()
    {
        var nothing = new Notification(null, null, null, null);
        var payloads = new Dictionary<string, JsonElement> { ["honor"] = Json("{}") };
        Detail(nothing with { Vendor = Vendor with { TransparentPayloads = payloads } }).ShouldBeNull();
        Detail(nothing with { Vendor = Vendor with { LiveActivity = new LiveActivity(LiveActivityEvent.End) } }).ShouldBeNull();
        Detail(nothing with { Vendor = Vendor with { MiChannelId = "mi" } })!.ShouldContain("neither title nor body");
    }

    [Fact]
    public void A_Live_Activity_changes_to_a_state()
    {
        Activity(new LiveActivity(LiveActivityEvent.Update))!.ShouldContain("contentState");
        Activity(new LiveActivity(LiveActivityEvent.Update) { ContentState = Json("{}") }).ShouldBeNull();
    }

    [Fact]
    public void A_Live_Activity_starts_with_attributes_and_an_alert()
    {
        var start = new LiveActivity(LiveActivityEvent.Start) { ContentState = Json("{}") };
        Activity(start)!.ShouldContain("attributesType");
        var complete = start with { AttributesType = "OrderAttributes", Attributes = Json("{}") };
        Activity(complete).ShouldBeNull();
        Detail(new Notification(null, null, null, null) { Vendor = Vendor with { LiveActivity = complete } })!
            .ShouldContain("alert");
    }

    [Fact]
    public void Times_of_a_Live_Activity_are_seconds()
    {
        var end = new LiveActivity(LiveActivityEvent.End);
        Activity(end with { DismissalDate = 1_767_225_600 }).ShouldBeNull();
        Activity(end with { DismissalDate = 1_767_225_600_000 })!.ShouldContain("dismissalDate");
        Activity(end with { StaleDate = -1 })!.ShouldContain("staleDate");
    }

    private static string? Activity(LiveActivity activity) =>
        Detail(Good with { Vendor = Vendor with { LiveActivity = activity } });

    private static JsonElement Extras(int count) =>
        Json("{" + string.Join(",", Enumerable.Range(0, count).Select(i => $"\"m{i}\":{i}")) + "}");

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    /// <summary>As a push is checked: before its placeholders are filled, and after.</summary>
    private static PushReply.Refused? Check(Notification notification) =>
        NotificationRules.Check(notification, new PushOptions()) ?? NotificationRules.CheckText(notification);

    private static string? Detail(Notification notification) => Check(notification)?.Detail;

    private static string? Code(Notification notification) => Check(notification)?.Code;
}
