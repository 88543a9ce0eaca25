using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushway.Core.Scheduling;

/// <summary>When a push repeats: on which days of a calendar, at which time of the day there.</summary>
public sealed record Cycle(CycleUnit Every, IReadOnlyList<int> On, TimeOnly At)
{
    /// <summary>In <see cref="On"/> of a month: its last day.</summary>
    public const int LastDay = -1;

    /// <summary>The first and the last day, in the time zone; null does not bound.</summary>
    public DateOnly? From { get; init; }

    public DateOnly? Until { get; init; }

    /// <summary>A name of the IANA database; null is the app's.</summary>
    public string? TimeZone { get; init; }

    public static Cycle Parse(string json) => JsonSerializer.Deserialize(json, CycleJson.Default.Cycle)!;

    public string ToJson() => JsonSerializer.Serialize(this, CycleJson.Default.Cycle);
}

/// <summary>What <see cref="Cycle.On"/> counts: nothing, the days of the week (Monday is 1), those of the month.</summary>
public enum CycleUnit
{
    Day = 0,
    Week = 1,
    Month = 2,
}

/// <summary>The form in which cycles are stored.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Cycle))]
internal sealed partial class CycleJson : JsonSerializerContext;
