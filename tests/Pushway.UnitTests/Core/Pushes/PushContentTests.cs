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
            Request with { Audience = new Audience(AudienceKind.Devices, Request.Audience.Targets) },
            Request with { Audience = new Audience(AudienceKind.Users, [new NamedTarget("alice", null), new NamedTarget("k1bob", null)]) },
        ];
        foreach (var other in others) Hash(other).ShouldNotBe(Hash(Request));
    }

    private static byte[] Hash(PushRequest request) => PushContent.RequestHash(request, PushContent.Encode(request.Notification));
}
