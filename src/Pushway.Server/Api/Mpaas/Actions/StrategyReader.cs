using System.Globalization;
using System.Text.Json;
using Pushway.Core.Scheduling;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>When a push starts: at once, at a time, or again and again.</summary>
internal sealed record Strategy(DateTimeOffset? StartAt, Cycle? Cycle)
{
    public static readonly Strategy AtOnce = new(null, null);
}

/// <summary>Reads <c>StrategyType</c> and <c>StrategyContent</c>. Of the numbers of <c>circleType</c> no public document tells; every day is 1 here, weeks
/// are 2, months 3, and 1 with values means those days of the week, as in the original's sample.</summary>
internal sealed class StrategyReader(MpaasZone zone)
{
    public Strategy Read(CallParameters parameters)
    {
        var type = parameters.Choice("StrategyType", 2) ?? 0;
        if (type == 0) return Strategy.AtOnce;
        if (JsonText.Parse(parameters.Text("StrategyContent")) is not { ValueKind: JsonValueKind.Object } content)
            throw Wrong("must be a JSON object");
        return type == 1 ? new Strategy(TimeOf(content, "fixedTime") ?? throw Wrong("has no fixedTime"), null) : new Strategy(null, ReadCycle(content));
    }

    private Cycle ReadCycle(JsonElement content)
    {
        if (!content.TryGetProperty("time", out var text) || text.ValueKind != JsonValueKind.String
            || !TimeOnly.TryParseExact(text.GetString(), ["HH:mm:ss", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            throw Wrong("has no time like 13:45:11");
        }
        var (unit, days) = ReadDays(content);
        return new Cycle(unit, days, at)
        {
            From = TimeOf(content, "startTime") is { } start ? FirstDay(start, at) : null,
            Until = TimeOf(content, "endTime") is { } end ? DayOf(end) : null,
            TimeZone = zone.Zone.Id,
        };
    }

    private static (CycleUnit Unit, IReadOnlyList<int> Days) ReadDays(JsonElement content)
    {
        var days = new List<int>();
        if (content.TryGetProperty("circleValue", out var values) && values.ValueKind != JsonValueKind.Null)
        {
            if (values.ValueKind != JsonValueKind.Array) throw Wrong("has a circleValue that is no list");
            foreach (var value in values.EnumerateArray())
                days.Add(value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var day) ? day : throw Wrong("has a circleValue that is no number"));
        }
        var type = content.TryGetProperty("circleType", out var given) ? JsonText.TextOf(given) : null;
        return type switch
        {
            "1" => (days.Count == 0 ? CycleUnit.Day : CycleUnit.Week, days),
            "2" => (CycleUnit.Week, days),
            "3" => (CycleUnit.Month, days),
            _ => throw Wrong("needs a circleType of 1, 2 or 3"),
        };
    }

    /// <summary>Not the day itself if its time of the day is before the start.</summary>
    private DateOnly FirstDay(DateTimeOffset start, TimeOnly at)
    {
        var day = DayOf(start);
        return LocalTime.ToInstant(day, at, zone.Zone) < start ? day.AddDays(1) : day;
    }

    private DateOnly DayOf(DateTimeOffset time) => OccurrenceTimes.DateIn(zone.Zone, time);

    private static DateTimeOffset? TimeOf(JsonElement content, string name)
    {
        if (!content.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return CallParameters.TryNumber(JsonText.TextOf(value) ?? "", out var ms)
            ? CoreIndexQuery.TimeOf($"StrategyContent.{name}", ms)
            : throw Wrong($"has a {name} that is no time in milliseconds");
    }

    private static RefusedCallException Wrong(string what) => new($"StrategyContent {what}.");
}
