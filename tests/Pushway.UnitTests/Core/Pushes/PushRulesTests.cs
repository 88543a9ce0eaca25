using System.Text.Json;
using Pushway.Core;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.UnitTests.Core.Pushes;

public sealed class PushRulesTests
{
    private static readonly PushOptions Options = new() { MaxTargets = 3 };
    private static readonly PushRequest Good = new(Devices("device-0001"), new Notification("title", null, null, null));

    [Fact]
    public void A_push_in_order_is_accepted() => PushRules.Check(Good, Options).ShouldBeNull();

    [Fact]
    public void An_audience_that_names_nobody_is_refused() => Code(Good with { Audience = Devices() }).ShouldBe(ErrorCodes.AudienceInvalid);

    [Fact]
    public void More_targets_than_the_limit_are_refused() =>
        Code(Good with { Audience = Devices("device-01", "device-02", "device-03", "device-04") }).ShouldBe(ErrorCodes.TooManyTargets);

    [Fact]
    public void A_target_named_twice_is_refused() =>
        Code(Good with { Audience = Devices("device-01", "device-01") }).ShouldBe(ErrorCodes.TargetDuplicate);

    [Theory]
    [InlineData("short")]
    [InlineData("has/slash/in/it")]
    [InlineData("has space in it")]
    public void What_cannot_be_a_device_id_is_refused(string id) =>
        Code(Good with { Audience = Devices(id) }).ShouldBe(ErrorCodes.TargetInvalid);

    [Theory]
    [InlineData("")]
    [InlineData("line\nbreak")]
    [InlineData("half a \ud800 pair")]
    public void What_cannot_be_a_user_id_is_refused(string id) =>
        Code(Good with { Audience = new Audience(AudienceKind.Users, [new NamedTarget(id, null)]) }).ShouldBe(ErrorCodes.TargetInvalid);

    [Fact]
    public void An_empty_key_is_refused() =>
        Code(Good with { Audience = new Audience(AudienceKind.Users, [new NamedTarget("u", "")]) }).ShouldBe(ErrorCodes.TargetInvalid);

    [Theory]
    [InlineData("apns/0123abcd", null)]
    [InlineData("webpush/{\"endpoint\":\"https://x/+#\"}", null)]
    [InlineData("nokia/0123abcd", ErrorCodes.TargetInvalid)]
    [InlineData("apns/", ErrorCodes.TargetInvalid)]
    [InlineData("apns/tökens", ErrorCodes.TargetInvalid)]
    public void A_device_may_be_named_by_a_vendors_token(string id, string? code) =>
        Code(Good with { Audience = Devices(id) }).ShouldBe(code);

    [Fact]
    public void Nine_extras_of_its_own_are_a_targets_limit()
    {
        Code(Good with { Audience = WithExtras(9) }).ShouldBeNull();
        Code(Good with { Audience = WithExtras(10) }).ShouldBe(ErrorCodes.TooManyExtras);
    }

    [Fact]
    public void A_notification_without_title_body_and_extras_is_refused() =>
        Code(Good with { Notification = new Notification("", null, "app://x", null) }).ShouldBe(ErrorCodes.NotificationInvalid);

    [Fact]
    public void Extras_alone_make_a_notification()
    {
        using var extras = JsonDocument.Parse("""{"a":1}""");
        PushRules.Check(Good with { Notification = new Notification(null, null, null, extras.RootElement) }, Options).ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(604_801)]
    public void A_validity_outside_one_second_to_seven_days_is_refused(int seconds) =>
        Code(Good with { TtlSeconds = seconds }).ShouldBe(ErrorCodes.TtlInvalid);

    [Fact]
    public void An_unknown_policy_is_refused() => Code(Good with { Policy = "fastest" }).ShouldBe(ErrorCodes.PolicyInvalid);

    [Theory]
    [InlineData(-1)]
    [InlineData(11)]
    public void A_priority_outside_0_to_10_is_refused(int priority) =>
        Code(Good with { Priority = priority }).ShouldBe(ErrorCodes.PriorityInvalid);

    [Fact]
    public void Keys_longer_than_128_characters_are_refused()
    {
        var key = new string('k', 129);
        Code(Good with { CollapseKey = key }).ShouldBe(ErrorCodes.CollapseKeyInvalid);
        Code(Good with { IdempotencyKey = key }).ShouldBe(ErrorCodes.IdempotencyKeyInvalid);
    }

    private static Audience WithExtras(int count)
    {
        var members = Enumerable.Range(0, count).Select(i => $"\"m{i}\":{i}");
        var extras = JsonSerializer.Deserialize<JsonElement>($"{{{string.Join(',', members)}}}");
        return new Audience(AudienceKind.Users, [new NamedTarget("u", null, new OwnContent(null, extras))]);
    }

    private static Audience Devices(params string[] ids) =>
        new(AudienceKind.Devices, [.. ids.Select(id => new NamedTarget(id, null))]);

    private static string? Code(PushRequest request) => PushRules.Check(request, Options)?.Code;
}
