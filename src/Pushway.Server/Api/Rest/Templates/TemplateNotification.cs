using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pushway.Server.Api.Rest.Pushes;

namespace Pushway.Server.Api.Rest.Templates;

/// <summary>The notification of a template as text: the members that were given, as they were.</summary>
internal static class TemplateNotification
{
    private static readonly ApiJson Sparse = new(new JsonSerializerOptions(ApiJson.Default.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(NotificationDocument notification) => JsonSerializer.Serialize(notification, Sparse.NotificationDocument);

    public static NotificationDocument Parse(string json) => JsonSerializer.Deserialize(json, ApiJson.Default.NotificationDocument)!;

    /// <summary>The template's members, those of the call in their place.</summary>
    public static NotificationDocument Complete(string template, NotificationDocument? call)
    {
        if (call is null) return Parse(template);
        var all = JsonNode.Parse(template)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(Write(call))!.AsObject()) all[name] = value?.DeepClone();
        return all.Deserialize(ApiJson.Default.NotificationDocument)!;
    }
}
