using System.Runtime.InteropServices;
using System.Text.Json;
using Pushway.Core;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>Turns the body of a push call into Core's words; what the words may be, Core checks.</summary>
internal static class PushRequestReader
{
    public static (PushRequest? Request, Mistake? Mistake) Read(CreatePushRequest body, string? idempotencyKey)
    {
        var (audience, mistake) = ReadAudience(body.Audience);
        if (audience is null) return (null, mistake);
        if (body.Notification is not { } notification)
        {
            return (null, new(ErrorCodes.NotificationInvalid, "'notification' is missing."));
        }
        if (CheckExtras(notification.Extras) is { } wrong) return (null, wrong);
        var content = new Notification(
            notification.Title, notification.Body, notification.Uri, notification.Extras);
        return (new PushRequest(
            audience, content, body.TtlSeconds, body.Policy, body.CollapseKey, body.Priority, idempotencyKey)
        {
            RecallOnUnbind = body.RecallOnUnbind ?? false,
        }, null);
    }

    /// <summary>The code for a member of the wrong type.</summary>
    public static string CodeOf(string path)
    {
        var end = path.AsSpan().IndexOfAny('.', '[');
        return (end < 0 ? path : path[..end]) switch
        {
            "audience" when path.StartsWith("audience.everyone.", StringComparison.Ordinal) => ErrorCodes.FilterInvalid,
            "audience" when path.Contains('[') => ErrorCodes.TargetInvalid,
            "audience" => ErrorCodes.AudienceInvalid,
            "notification" => ErrorCodes.NotificationInvalid,
            "ttlSeconds" => ErrorCodes.TtlInvalid,
            "policy" => ErrorCodes.PolicyInvalid,
            "collapseKey" => ErrorCodes.CollapseKeyInvalid,
            "priority" => ErrorCodes.PriorityInvalid,
            _ => ErrorCodes.MalformedJson,
        };
    }

    private static (Audience? Audience, Mistake? Mistake) ReadAudience(AudienceDocument? audience) => audience switch
    {
        { Devices: { } devices, Users: null, Everyone: null } => ReadTargets(AudienceKind.Devices, devices),
        { Devices: null, Users: { } users, Everyone: null } => ReadTargets(AudienceKind.Users, users),
        { Devices: null, Users: null, Everyone: { } everyone } => EveryoneReader.Read(everyone),
        null => (null, new(ErrorCodes.AudienceInvalid, "'audience' is missing.")),
        _ => (null, new(ErrorCodes.AudienceInvalid, "'audience' needs exactly one of devices, users, everyone.")),
    };

    private static (Audience?, Mistake?) ReadTargets(AudienceKind kind, TargetDocument?[] documents)
    {
        var targets = new NamedTarget[documents.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            if (documents[i] is not { Id: { } id } document)
            {
                return (null, new(ErrorCodes.TargetInvalid, $"Target {i} has no id."));
            }
            targets[i] = new NamedTarget(id, document.Key);
        }
        return (new Audience(kind, targets), null);
    }

    private static Mistake? CheckExtras(JsonElement? extras)
    {
        if (extras is not { } element) return null;
        if (element.ValueKind != JsonValueKind.Object)
        {
            return new(ErrorCodes.NotificationInvalid, "'notification.extras' must be a JSON object.");
        }
        return IsWritable(element) ? null : new(
            ErrorCodes.NotificationInvalid, "'notification.extras' has text with half a surrogate pair.");
    }

    // Escapes are the only way half a surrogate pair gets this far; it would fail when the content is written.
    private static bool IsWritable(JsonElement element)
    {
        if (JsonMarshal.GetRawUtf8Value(element).IndexOf("\\u"u8) < 0) return true;
        try
        {
            using var json = new Utf8JsonWriter(Stream.Null);
            element.WriteTo(json);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
