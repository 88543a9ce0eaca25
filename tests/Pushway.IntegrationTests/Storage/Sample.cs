using System.Security.Cryptography;
using System.Text;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Things for stores to hold.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public static NewPush ToDevices(AppKey app, params string[] devices) =>
        To(app, AudienceKind.Devices, [.. devices.Select(id => new NamedTarget(id, null))]);

    public static NewPush ToUsers(AppKey app, params string[] users) =>
        To(app, AudienceKind.Users, [.. users.Select(id => new NamedTarget(id, null))]);

    public static NewPush ToTags(AppKey app, string expression)
    {
        var push = To(app, AudienceKind.Tags);
        return push with { Audience = Audience.OfTags(expression) };
    }

    public static NewPush ToEveryone(AppKey app) => To(app, AudienceKind.Everyone);

    public static NewPush To(AppKey app, AudienceKind kind, params NamedTarget[] targets) =>
        new()
        {
            App = app,
            Audience = new Audience(kind, targets),
            Content = """{"title":"hello"}""",
            ContentHash = Hash("hello"),
            RequestHash = Hash("call"),
            Policy = ChannelPolicy.Auto,
            Priority = 5,
            AcceptedAt = Start,
            ExpiresAt = Start.AddHours(1),
            ResolveNow = true,
        };

    public static DeliveryOutcome Outcome(Delivery delivery, DeliveryState state, string? reason = null) =>
        new(
            delivery.Id, delivery.Address, BroadcastNumber: null, state, reason, "gateway", "node1",
            Start.AddSeconds(1),
            Start.AddSeconds(2));

    public static DeliveryOutcome Confirmation(
        PushId push, long number, DeviceAddress device, DeliveryState state = DeliveryState.Delivered) =>
        new(
            new DeliveryId(push.Value), device, number, state, null, "gateway", "node1", Start.AddSeconds(1),
            Start.AddSeconds(2));
}
