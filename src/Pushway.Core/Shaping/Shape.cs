using System.Text.Json;
using System.Text.Json.Serialization;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.Core.Shaping;

/// <summary>When the messages of a push may go out, and how many: what the call asked and what its app had set when it was accepted.</summary>
public sealed record Shape
{
    /// <summary>The app's, for devices that have reported none.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The time of the day at the recipient.</summary>
    public TimeOnly? LocalTime { get; init; }

    public int? SpreadMinutes { get; init; }

    public QuietHours? QuietHours { get; init; }

    /// <summary>Messages that a device may get on a day of its own.</summary>
    public int? DailyCap { get; init; }

    /// <summary>Null for a push that goes to all at once. A push to everyone has no deliveries that could be held.</summary>
    public static Shape? Of(PushRequest request, PushDefaults defaults)
    {
        if (request.Audience.Kind == AudienceKind.Everyone) return null;
        var asked = request.Shaping;
        var shape = new Shape
        {
            TimeZone = defaults.TimeZone,
            LocalTime = asked?.LocalTime,
            SpreadMinutes = asked?.SpreadMinutes,
            QuietHours = asked is { IgnoreQuietHours: true } ? null : defaults.QuietHours,
            DailyCap = asked is { IgnoreDailyCap: true } ? null : defaults.DailyCap,
        };
        return shape is { LocalTime: null, SpreadMinutes: null, QuietHours: null, DailyCap: null } ? null : shape;
    }

    public static Shape Parse(string json) => JsonSerializer.Deserialize(json, ShapeJson.Default.Shape)!;

    public string ToJson() => JsonSerializer.Serialize(this, ShapeJson.Default.Shape);
}

/// <summary>Hours of the day in which nothing is sent; the end is exclusive, and before the beginning if midnight lies between.</summary>
public sealed record QuietHours(TimeOnly From, TimeOnly Until);

/// <summary>What a call asked.</summary>
public sealed record ShapingRequest(TimeOnly? LocalTime, int? SpreadMinutes, bool IgnoreQuietHours, bool IgnoreDailyCap);

/// <summary>The form in which shapes are stored.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Shape))]
internal sealed partial class ShapeJson : JsonSerializerContext;
