using System.Globalization;
using System.Text.Json;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;
using Pushway.Server.Api.Rest.Pushes;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>Turns what a call says into the notification of our own API, which goes on from there.</summary>
internal static class NotificationParameters
{
    private const string UrlSuffix = "Url";

    // Times beyond it are milliseconds.
    private const long MaxSeconds = 99_999_999_999;

    private static readonly string[] HuaweiCategories =
    [
        "IM", "VOIP", "SUBSCRIPTION", "TRAVEL", "HEALTH", "WORK", "ACCOUNT", "EXPRESS", "FINANCE", "DEVICE_REMINDER", "SYSTEM_REMINDER",
        "MAIL", "PLAY_VOICE", "MARKETING",
    ];

    /// <summary>What all four push actions have.</summary>
    public static NotificationDocument Read(CallParameters parameters) => ReadExtras(parameters, new NotificationDocument
    {
        Action = ActionOf(parameters, "PushAction"),
        Silent = parameters.Choice("Silent", 1) is { } silent ? silent == 1 : null,
        ChannelId = NullIfEmpty(parameters.Text("ChannelId")),
        MiChannelId = NullIfEmpty(parameters.Text("MiChannelId")),
        VivoClassification = parameters.Choice("Classification", 1) switch { null => null, 0 => "operational", _ => "system" },
        Categories = ByVendor(parameters, "ThirdChannelCategory", CategoryOf),
        ReminderLevels = ByVendor(parameters, "NotifyLevel", LevelOf),
        TransparentPayloads = ReadPayloads(parameters),
        TransparentUrgency = parameters.Text("TransparentMessageUrgency").ToLowerInvariant() switch
        {
            "high" => "high",
            "normal" => "normal",
            // The original's words are not known; none may stop a push.
            _ => null,
        },
        LiveActivity = ReadActivity(parameters),
    });

    /// <summary>What PushSimple and templates have besides.</summary>
    public static NotificationDocument ReadLook(CallParameters parameters, NotificationDocument document)
    {
        var style = parameters.Choice("PushStyle", 2);
        return document with
        {
            Title = NullIfEmpty(parameters.Text("Title")),
            Body = NullIfEmpty(parameters.Text("Content")),
            Uri = NullIfEmpty(parameters.Text("Uri")),
            Action = parameters.Text("Uri").Length == 0 ? null : document.Action,
            Style = style switch { null => document.Style, 0 => "default", 1 => "bigText", _ => "picture" },
            Icon = Urls(parameters, "IconUrls"),
            Image = Urls(parameters, "ImageUrls"),
        };
    }

    /// <summary>0 opens http and https as pages and all else by its scheme, which is what we do without a word about it.</summary>
    public static string? ActionOf(CallParameters parameters, string name) => parameters.Choice(name, 1) == 1 ? "intent" : null;

    /// <summary>Seconds of a time that may be in milliseconds; its unit is not documented.</summary>
    public static long Seconds(long time) => time > MaxSeconds ? time / 1_000 : time;

    /// <summary>Null if there are none; throws for what is no map.</summary>
    public static JsonElement? ReadMap(string name, string text)
    {
        if (text.Length == 0) return null;
        if (JsonText.Parse(text) is not { ValueKind: JsonValueKind.Object } map)
            throw new RefusedCallException(ResultCodes.ExtrasInvalid, $"{name} must be a JSON object.");
        return map.GetPropertyCount() == 0 ? null : map;
    }

    /// <summary>All go to the app as they are; some have a meaning for the channels too.</summary>
    private static NotificationDocument ReadExtras(CallParameters parameters, NotificationDocument document)
    {
        if (ReadMap("ExtendedParams", parameters.Text("ExtendedParams")) is not { } extras) return document;
        string? Text(string name) =>
            extras.TryGetProperty(name, out var value) && JsonText.TextOf(value) is { Length: > 0 } text ? text : null;
        int? Number(string name) => Text(name) is not { } text ? null
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw new RefusedCallException(ResultCodes.ExtrasInvalid, $"ExtendedParams.{name} must be a number.");
        return document with
        {
            Extras = extras,
            Sound = Text("sound"),
            Badge = Number("badge"),
            BadgeIncrement = Number("badge_add_num"),
            BadgeClass = Text("badge_class"),
            MutableContent = Text("mutable-content") == "1" ? true : null,
            Style = Text("big_text") == "1" ? "bigText" : null,
        };
    }

    private static Dictionary<string, string?>? ByVendor(CallParameters parameters, string name, Func<string, string, string> convert)
    {
        // A map by its contract; old clients send it as JSON, others flatten it.
        if (DottedMap.Read(parameters, name) is not { } map) return null;
        var byVendor = new Dictionary<string, string?>();
        foreach (var member in map.EnumerateObject())
        {
            var vendor = VendorWords.Find(member.Name) ?? throw new RefusedCallException($"{name} has the unknown vendor {member.Name}.");
            var value = JsonText.TextOf(member.Value) ?? throw new RefusedCallException($"{name}.{member.Name} must be a text.");
            byVendor[vendor] = convert(vendor, value);
        }
        return byVendor.Count == 0 ? null : byVendor;
    }

    private static string CategoryOf(string vendor, string value) =>
        vendor == "huawei" && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number <= HuaweiCategories.Length
            ? HuaweiCategories[number - 1]
            : value;

    private static string LevelOf(string vendor, string value) => value switch
    {
        "1" => "low",
        "2" => "normal",
        "3" => "high",
        _ => throw new RefusedCallException($"NotifyLevel of {vendor} must be 1, 2 or 3."),
    };

    private static Dictionary<string, JsonElement>? ReadPayloads(CallParameters parameters)
    {
        if (DottedMap.Read(parameters, "TransparentMessagePayload") is not { } map) return null;
        var payloads = new Dictionary<string, JsonElement>();
        foreach (var member in map.EnumerateObject())
        {
            var vendor = VendorWords.Find(member.Name)
                ?? throw new RefusedCallException($"TransparentMessagePayload has the unknown vendor {member.Name}.");
            var value = member.Value.ValueKind == JsonValueKind.String ? JsonText.Parse(member.Value.GetString()!) : member.Value;
            payloads[vendor] = value ?? throw new RefusedCallException($"TransparentMessagePayload.{member.Name} must be a JSON object.");
        }
        return payloads.Count == 0 ? null : payloads;
    }

    private static LiveActivityDocument? ReadActivity(CallParameters parameters)
    {
        var state = DottedMap.Read(parameters, "ActivityContentState");
        var (word, end) = (parameters.Text("ActivityEvent"), parameters.Number("DismissalDate"));
        if (word.Length == 0)
        {
            return state is null && end is null ? null : throw new RefusedCallException("A Live Activity needs ActivityEvent.");
        }
        return new LiveActivityDocument
        {
            Event = word.ToLowerInvariant(),
            ContentState = state,
            DismissalDate = end is { } time ? Seconds(time) : null,
        };
    }

    private static Dictionary<string, string?>? Urls(CallParameters parameters, string name)
    {
        if (JsonText.Map(parameters, name) is not { } map) return null;
        var urls = new Dictionary<string, string?>();
        foreach (var (key, url) in map)
        {
            if (url.Length == 0) continue;
            var word = key.EndsWith(UrlSuffix, StringComparison.OrdinalIgnoreCase) ? key[..^UrlSuffix.Length] : key;
            var vendor = word.Equals("default", StringComparison.OrdinalIgnoreCase) ? "default" : VendorWords.Find(word);
            urls[vendor ?? throw new RefusedCallException($"{name} has the unknown member {key}.")] = url;
        }
        return urls.Count == 0 ? null : urls;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
