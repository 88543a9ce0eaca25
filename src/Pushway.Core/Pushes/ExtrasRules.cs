using System.Text.Json;

namespace Pushway.Core.Pushes;

/// <summary>What extras must satisfy: not too many, and none under a name that the platform itself may need in a
/// vendor's payload.</summary>
internal static class ExtrasRules
{
    public static readonly IReadOnlyList<string> Reserved =
        ["notifyType", "action", "silent", "pushType", "templateCode", "channel", "taskId"];

    public static PushReply.Refused? Check(string path, JsonElement? extras, int limit)
    {
        if (extras is not { } element) return null;
        if (element.ValueKind != JsonValueKind.Object) return NotificationRules.Wrong($"'{path}' must be a JSON object.");
        var count = element.GetPropertyCount();
        if (count > limit) return new(ErrorCodes.TooManyExtras, $"'{path}' has {count} members; {limit} is the limit.");
        foreach (var member in element.EnumerateObject())
        {
            foreach (var name in Reserved)
            {
                if (member.NameEquals(name)) return new(ErrorCodes.ExtrasInvalid, $"'{path}.{name}' is a reserved name.");
            }
        }
        return null;
    }
}
