using System.Globalization;
using System.Text.Json.Nodes;
using Pushway.Core.Templates;
using Pushway.Server.Api.Rest.Templates;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>A template as the original shows it: every member is a text.</summary>
internal static class TemplateAnswer
{
    public static JsonObject Of(Template template)
    {
        var notification = TemplateNotification.Parse(template.Notification);
        var time = Text(template.CreatedAt.ToUnixTimeMilliseconds());
        return new JsonObject
        {
            ["Id"] = Text(template.Id),
            ["Name"] = template.Name,
            ["DescInfo"] = template.Description ?? "",
            ["Title"] = notification.Title ?? "",
            ["Content"] = notification.Body ?? "",
            ["Uri"] = notification.Uri ?? "",
            ["Action"] = notification.Action == "intent" ? "1" : "0",
            ["Variables"] = string.Join(',', TemplateRules.Variables(notification.Title, notification.Body, notification.Uri)),
            ["ShowStyle"] = notification.Silent == true ? "1" : "0",
            ["PushStyle"] = notification.Style switch { "bigText" => "1", "picture" => "2", _ => "0" },
            ["ImageUrls"] = Urls(notification.Image),
            ["IconUrls"] = Urls(notification.Icon),
            ["GmtCreate"] = time,
            ["GmtModified"] = time,
        };
    }

    private static string Urls(Dictionary<string, string?>? urls)
    {
        if (urls is null) return "";
        var named = urls.Select(static one => new KeyValuePair<string, JsonNode?>(
            (one.Key == "default" ? one.Key : VendorWords.Of(one.Key)) + "Url", one.Value));
        return new JsonObject(named).ToJsonString();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
