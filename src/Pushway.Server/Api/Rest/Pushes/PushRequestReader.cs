using System.Text.Json;
using Pushway.Core;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Server.Api.Rest.Schedules;
using Pushway.Server.Api.Rest.Shaping;

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
        if (ReadValues("values", body.Values, out var values) is { } bad) return (null, bad);
        if (StartReader.Read(body, out var startAt, out var cycle) is { } misplanned) return (null, misplanned);
        var (shaping, misshaped) = ShapingDocument.Read(body.Shaping);
        if (misshaped is not null) return (null, misshaped);
        return (new PushRequest(
            audience, content, body.TtlSeconds, body.Policy, body.CollapseKey, body.Priority, idempotencyKey,
            body.OnAmbiguous, body.ConfirmWithinSeconds, values)
        {
            RecallOnUnbind = body.RecallOnUnbind ?? false,
            StartAt = startAt,
            Cycle = cycle,
            Shaping = shaping,
        }, null);
    }

    /// <summary>The code for a member of the wrong type.</summary>
    public static string CodeOf(string path)
    {
        var end = path.AsSpan().IndexOfAny('.', '[');
        return (end < 0 ? path : path[..end]) switch
        {
            "audience" when path.StartsWith("audience.everyone.", StringComparison.Ordinal) => ErrorCodes.FilterInvalid,
            "audience" when path == "audience.tags" => ErrorCodes.TagExpressionInvalid,
            "audience" when path.Contains('[') => ErrorCodes.TargetInvalid,
            "audience" => ErrorCodes.AudienceInvalid,
            "notification" => ErrorCodes.NotificationInvalid,
            "template" => ErrorCodes.TemplateInvalid,
            "values" => ErrorCodes.ValuesInvalid,
            "ttlSeconds" => ErrorCodes.TtlInvalid,
            "policy" => ErrorCodes.PolicyInvalid,
            "onAmbiguous" => ErrorCodes.OnAmbiguousInvalid,
            "confirmWithinSeconds" => ErrorCodes.ConfirmWithinInvalid,
            "collapseKey" => ErrorCodes.CollapseKeyInvalid,
            "priority" => ErrorCodes.PriorityInvalid,
            "startAt" or "schedule" => ErrorCodes.ScheduleInvalid,
            "shaping" => ErrorCodes.ShapingInvalid,
            _ => ErrorCodes.MalformedJson,
        };
    }

    public static (Audience? Audience, Mistake? Mistake) ReadAudience(AudienceDocument? audience) => audience switch
    {
        { Devices: { } devices, Users: null, Everyone: null, Tags: null } => ReadTargets(AudienceKind.Devices, devices),
        { Devices: null, Users: { } users, Everyone: null, Tags: null } => ReadTargets(AudienceKind.Users, users),
        { Devices: null, Users: null, Everyone: { } everyone, Tags: null } => EveryoneReader.Read(everyone),
        { Devices: null, Users: null, Everyone: null, Tags: { } tags } => (Audience.OfTags(tags), null),
        null => (null, new(ErrorCodes.AudienceInvalid, "'audience' is missing.")),
        _ => (null, new(ErrorCodes.AudienceInvalid, "'audience' needs exactly one of devices, users, everyone, tags.")),
    };

    private static (Audience?, Mistake?) ReadTargets(AudienceKind kind, TargetDocument?[] documents)
    {
        var targets = new NamedTarget[documents.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            if (documents[i] is not { } document) return (null, new(ErrorCodes.TargetInvalid, $"Target {i} is null."));
            var (id, mistake) = ReadId(kind, i, document);
            if (id is null) return (null, mistake);
            (var own, mistake) = document is { Values: null, Extras: null } ? default : ReadOwn(i, document);
            if (mistake is not null) return (null, mistake);
            targets[i] = new NamedTarget(id, document.Key, own);
        }
        return (new Audience(kind, targets), null);
    }

    private static (string? Id, Mistake? Mistake) ReadId(AudienceKind kind, int number, TargetDocument target) => target switch
    {
        { Id: { } id, Vendor: null, Token: null } => (id, null),
        { Id: null, Vendor: { } vendor, Token: { } token } when kind == AudienceKind.Devices =>
            (TokenTargets.IdOf(vendor, token), null),
        _ when kind == AudienceKind.Devices =>
            (null, new(ErrorCodes.TargetInvalid, $"Target {number} needs an id, or vendor and token.")),
        _ => (null, new(ErrorCodes.TargetInvalid, $"Target {number} needs an id and nothing else to name it.")),
    };

    private static (OwnContent? Own, Mistake? Mistake) ReadOwn(int number, TargetDocument target)
    {
        if (ReadValues($"values of target {number}", target.Values, out var values) is { } mistake) return (null, mistake);
        if (target.Extras is { } extras && (extras.ValueKind != JsonValueKind.Object || !JsonObjects.IsWritable(extras)))
        {
            return (null, new(ErrorCodes.TargetInvalid, $"The extras of target {number} are not an object of valid text."));
        }
        return (new OwnContent(values, target.Extras), null);
    }

    private static Mistake? ReadValues(
        string name, Dictionary<string, string?>? document, out Dictionary<string, string>? values)
    {
        values = document is null ? null : new Dictionary<string, string>(document.Count, StringComparer.Ordinal);
        foreach (var (key, value) in document ?? [])
        {
            if (value is null) return new(ErrorCodes.ValuesInvalid, $"'{key}' of {name} is null.");
            values![key] = value;
        }
        return null;
    }
}
