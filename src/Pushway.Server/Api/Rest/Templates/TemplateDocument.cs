using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pushway.Core.Templates;
using Pushway.Server.Api.Rest.Pushes;

namespace Pushway.Server.Api.Rest.Templates;

/// <summary>A template as a caller gives it.</summary>
internal sealed record CreateTemplateRequest
{
    [Description("1 to 200 letters, digits and '_'; unique in the app.")]
    public string? Name { get; init; }

    [Description("For people; at most 200 characters.")]
    public string? Description { get; init; }

    [Description("As in a push. #name# in title, body and uri is a placeholder: a name has 1 to 64 letters, digits, '_' and '-'.")]
    public NotificationDocument? Notification { get; init; }
}

/// <summary>A template as it is kept.</summary>
internal sealed record TemplateDocument(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Description,
    [property: Description("As it was given.")] JsonElement Notification,
    [property: Description("The placeholders' names, in order of appearance.")] IReadOnlyList<string> Variables,
    DateTimeOffset CreatedAt)
{
    public static TemplateDocument Of(Template template)
    {
        var notification = TemplateNotification.Parse(template.Notification);
        return new(
            template.Name, template.Description, JsonElement.Parse(template.Notification),
            TemplateRules.Variables(notification.Title, notification.Body, notification.Uri), template.CreatedAt);
    }
}

/// <summary>A page of templates in order of name.</summary>
internal sealed record TemplatesResponse(
    IReadOnlyList<TemplateDocument> Items,
    [property: Description("Give it as cursor to read on; null: this is the last page.")] string? Next);
