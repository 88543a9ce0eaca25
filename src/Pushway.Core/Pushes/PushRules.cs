using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Shaping;
using Pushway.Core.Tags;

namespace Pushway.Core.Pushes;

/// <summary>What a push must satisfy before it is stored.</summary>
public static class PushRules
{
    public const int MaxTtlSeconds = 604_800;
    public const int MaxKeyLength = 128;
    public const int MinPriority = 0;
    public const int MaxPriority = 10;

    /// <summary>Null if the request is in order.</summary>
    internal static PushReply.Refused? Check(PushRequest request, PushOptions options) =>
        CheckAudience(request.Audience, options)
        ?? NotificationRules.Check(request.Notification, options)
        ?? CheckOptions(request)
        ?? ShapingRules.Check(request);

    /// <summary>Null if these are in order; what is absent is.</summary>
    public static PushReply.Refused? CheckChannel(string? policy, string? onAmbiguous, int? confirmWithinSeconds)
    {
        if (policy is not null && ChannelPolicies.Find(policy) is null)
        {
            return new(ErrorCodes.PolicyInvalid, "policy must be auto, own-first, own-only or vendor-only.");
        }
        if (onAmbiguous is not null && ChannelPolicies.FindOnAmbiguous(onAmbiguous) is null)
        {
            return new(ErrorCodes.OnAmbiguousInvalid, "onAmbiguous must be repeat or skip.");
        }
        return confirmWithinSeconds is < ChannelPolicies.MinConfirmSeconds or > ChannelPolicies.MaxConfirmSeconds
            ? new(
                ErrorCodes.ConfirmWithinInvalid,
                $"confirmWithinSeconds must be {ChannelPolicies.MinConfirmSeconds} to {ChannelPolicies.MaxConfirmSeconds}.")
            : null;
    }

    internal static PushReply.Refused? CheckAudience(Audience audience, PushOptions options)
    {
        if (audience.Kind == AudienceKind.Everyone) return audience.Filter is { } filter ? EveryoneRules.Check(filter) : null;
        if (audience.Kind == AudienceKind.Tags) return CheckTags(audience.Tags ?? "");
        if (audience.Targets.Count == 0) return new(ErrorCodes.AudienceInvalid, "The audience names nobody.");
        if (audience.Targets.Count > options.MaxTargets)
        {
            return new(
                ErrorCodes.TooManyTargets,
                $"The audience names {audience.Targets.Count} targets; {options.MaxTargets} is the limit.");
        }
        var seen = new HashSet<string>(audience.Targets.Count);
        for (var i = 0; i < audience.Targets.Count; i++)
        {
            var target = audience.Targets[i];
            if (!IsTarget(audience.Kind, target.Id)) return new(ErrorCodes.TargetInvalid, $"Target {i} is not a valid id.");
            if (target.Key is { } key && !IsKey(key))
            {
                return new(ErrorCodes.TargetInvalid, $"The key of target {i} must have 1 to {MaxKeyLength} characters.");
            }
            if (target.Own?.Extras is { } extras
                && ExtrasRules.Check($"audience[{i}].extras", extras, options.MaxTargetExtras) is { } wrong)
            {
                return wrong;
            }
            if (!seen.Add(target.Id)) return new(ErrorCodes.TargetDuplicate, $"Target {i} is named twice.");
        }
        return null;
    }

    private static PushReply.Refused? CheckTags(string expression) => TagExpression.TryParse(expression, out _, out var mistake)
        ? null
        : new(ErrorCodes.TagExpressionInvalid, $"'audience.tags' cannot be used. {mistake}");

    private static PushReply.Refused? CheckOptions(PushRequest request)
    {
        if (request.TtlSeconds is < 1 or > MaxTtlSeconds)
        {
            return new(ErrorCodes.TtlInvalid, $"ttlSeconds must be 1 to {MaxTtlSeconds}.");
        }
        if (CheckChannel(request.Policy, request.OnAmbiguous, request.ConfirmWithinSeconds) is { } refused) return refused;
        if (request.Priority is < MinPriority or > MaxPriority)
        {
            return new(ErrorCodes.PriorityInvalid, $"priority must be {MinPriority} to {MaxPriority}.");
        }
        if (request.CollapseKey is { } collapseKey && !IsKey(collapseKey))
        {
            return new(ErrorCodes.CollapseKeyInvalid, $"collapseKey must have 1 to {MaxKeyLength} characters.");
        }
        if (request.Task?.Key is { } taskKey && !IsKey(taskKey))
        {
            return new(ErrorCodes.TargetInvalid, $"The key must have 1 to {MaxKeyLength} printable characters.");
        }
        return request.IdempotencyKey is { } key && !IsKey(key)
            ? new(ErrorCodes.IdempotencyKeyInvalid, $"Idempotency-Key must have 1 to {MaxKeyLength} characters.")
            : null;
    }

    private static bool IsTarget(AudienceKind kind, string id) =>
        kind == AudienceKind.Devices ? DeviceId.IsValid(id) || TokenTargets.IsValid(id) : UserIds.IsValid(id);

    internal static bool IsKey(string key) => key.Length is > 0 and <= MaxKeyLength && UserIds.IsPrintable(key);
}
