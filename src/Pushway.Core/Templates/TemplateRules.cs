using Pushway.Core.Bindings;
using Pushway.Core.Pushes;

namespace Pushway.Core.Templates;

/// <summary>What a template must satisfy (MPS: CreateTemplate).</summary>
public static class TemplateRules
{
    public const int MaxPerApp = 100;
    public const int MaxNameLength = 200;
    public const int MaxDescriptionLength = 200;

    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= MaxNameLength } && name.All(static one => char.IsLetterOrDigit(one) || one == '_');

    /// <summary>The names of its placeholders, in order of appearance.</summary>
    public static IReadOnlyList<string> Variables(string? title, string? body, string? uri) =>
        [.. new[] { title, body, uri }.SelectMany(Placeholders.Names).Distinct()];

    /// <summary>Null if the template is in order.</summary>
    internal static PushReply.Refused? Check(string? name, string? description, Notification notification, PushOptions options)
    {
        if (!IsName(name))
        {
            return new(ErrorCodes.TemplateInvalid, $"'name' must have 1 to {MaxNameLength} letters, digits and '_'.");
        }
        if (description is not null && (description.Length > MaxDescriptionLength || !UserIds.IsPrintable(description)))
        {
            return new(ErrorCodes.TemplateInvalid, $"'description' may have {MaxDescriptionLength} printable characters.");
        }
        if (NotificationRules.Check(notification, options) is { } refused) return refused;
        var size = PushContent.Encode(notification).Length + (PushContent.EncodeVendor(notification)?.Length ?? 0);
        return size > options.MaxContentBytes
            ? new(ErrorCodes.MessageTooLarge, $"The notification has more than {options.MaxContentBytes} bytes.")
            : null;
    }
}
