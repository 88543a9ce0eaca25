using System.Text.Json;
using Pushway.Core;
using Pushway.Core.Pushes;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>Reads members of a notification, and keeps the first complaint.</summary>
internal sealed class NotificationMembers
{
    public Mistake? First { get; private set; }

    public void Add(string detail) => First ??= new(ErrorCodes.NotificationInvalid, detail);

    public TEnum? Word<TEnum>(string name, string? word)
        where TEnum : struct, Enum
    {
        if (word is null) return null;
        var found = Words.Find<TEnum>(word);
        if (found is null) Add($"'notification.{name}' must be one of {Words.List<TEnum>()}.");
        return found;
    }

    /// <summary>Null if there is nothing but the exception.</summary>
    public Dictionary<string, string>? Texts(string name, Dictionary<string, string?>? map, string? except = null)
    {
        Dictionary<string, string>? texts = null;
        foreach (var (vendor, text) in map ?? [])
        {
            if (text is null) Add($"'notification.{name}' has a member without a value.");
            else if (vendor != except) (texts ??= [])[vendor] = text;
        }
        return texts;
    }

    public Dictionary<string, ReminderLevel>? Levels(Dictionary<string, string?>? map)
    {
        Dictionary<string, ReminderLevel>? levels = null;
        foreach (var (vendor, word) in map ?? [])
        {
            if (Word<ReminderLevel>("reminderLevels", word ?? "") is { } level) (levels ??= [])[vendor] = level;
        }
        return levels;
    }

    public Dictionary<string, JsonElement>? Objects(string name, Dictionary<string, JsonElement>? map)
    {
        foreach (var (vendor, element) in map ?? []) Object($"{name}.{vendor}", element);
        return map is { Count: > 0 } ? map : null;
    }

    public JsonElement? Object(string name, JsonElement? value)
    {
        if (value is not { } element) return null;
        if (element.ValueKind != JsonValueKind.Object) Add($"'notification.{name}' must be a JSON object.");
        else if (!JsonObjects.IsWritable(element)) Add($"'notification.{name}' has text with half a surrogate pair.");
        return element;
    }
}
