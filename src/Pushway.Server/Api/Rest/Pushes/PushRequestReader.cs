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
        var (content, wrong) = NotificationReader.Read(notification);
        if (content is null) return (null, wrong);
        return (new PushRequest(
            audience, content, body.TtlSeconds, body.Policy, body.CollapseKey, body.Priority, idempotencyKey,
            body.OnAmbiguous, body.ConfirmWithinSeconds)
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
            "onAmbiguous" => ErrorCodes.OnAmbiguousInvalid,
            "confirmWithinSeconds" => ErrorCodes.ConfirmWithinInvalid,
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
}
