using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushway.Core.Pushes;

/// <summary>How a notification's uri opens.</summary>
[JsonConverter(typeof(WordConverter<ClickAction>))]
public enum ClickAction
{
    Web,
    Intent,
}

/// <summary>How a notification is laid out.</summary>
[JsonConverter(typeof(WordConverter<NotificationStyle>))]
public enum NotificationStyle
{
    Default,
    BigText,
    Picture,
}

/// <summary>vivo's two classes of messages.</summary>
[JsonConverter(typeof(WordConverter<VivoClassification>))]
public enum VivoClassification
{
    Operational,
    System,
}

/// <summary>How loudly a vendor shows a message.</summary>
[JsonConverter(typeof(WordConverter<ReminderLevel>))]
public enum ReminderLevel
{
    Low,
    Normal,
    High,
}

/// <summary>How soon a vendor wakes the device for a transparent payload.</summary>
[JsonConverter(typeof(WordConverter<Urgency>))]
public enum Urgency
{
    Normal,
    High,
}

/// <summary>What happens to a Live Activity.</summary>
[JsonConverter(typeof(WordConverter<LiveActivityEvent>))]
public enum LiveActivityEvent
{
    Start,
    Update,
    End,
}

/// <summary>The words of the API for the values of an enum: their names in camel case, which are stored too.</summary>
public static class Words
{
    /// <summary>Null for what is not one of the words.</summary>
    public static TEnum? Find<TEnum>(string word)
        where TEnum : struct, Enum =>
        Of<TEnum>.Values.TryGetValue(word, out var value) ? value : null;

    public static string List<TEnum>()
        where TEnum : struct, Enum =>
        string.Join(", ", Of<TEnum>.Values.Keys);

    private static class Of<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<string, TEnum> Values = Enum.GetValues<TEnum>().ToDictionary(
            value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.Ordinal);
    }
}

public sealed class WordConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
