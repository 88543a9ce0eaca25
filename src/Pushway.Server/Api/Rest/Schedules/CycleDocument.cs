using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using Pushway.Core.Scheduling;

namespace Pushway.Server.Api.Rest.Schedules;

/// <summary>When a push is sent anew.</summary>
internal sealed record CycleDocument
{
    public const string DateFormat = "yyyy-MM-dd";
    public const string TimeFormat = "HH:mm:ss";

    [Description("day, week or month.")]
    public string? Every { get; init; }

    [Description(
        "The days: of a week 1 (Monday) to 7 (Sunday), of a month 1 to 31 or -1 for its last; months without such a day are passed over. "
        + "Absent for day.")]
    public int[]? On { get; init; }

    [Description(
        "The time of the day, HH:mm or HH:mm:ss. Where clocks leave it out, the first instant after the gap; where they show it twice, the first.")]
    public string? At { get; init; }

    [Description("The first day, yyyy-MM-dd; default: today.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    [Description("The last day, yyyy-MM-dd; default: as far as may be planned ahead.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Until { get; init; }

    [Description("A name of the IANA database, such as Europe/Berlin; default: the app's settings.")]
    public string? TimeZone { get; init; }

    public static CycleDocument Of(Cycle cycle) => new()
    {
        Every = cycle.Every switch
        {
            CycleUnit.Day => "day",
            CycleUnit.Week => "week",
            CycleUnit.Month => "month",
        },
        On = [.. cycle.On],
        At = cycle.At.ToString(TimeFormat, CultureInfo.InvariantCulture),
        From = cycle.From?.ToString(DateFormat, CultureInfo.InvariantCulture),
        Until = cycle.Until?.ToString(DateFormat, CultureInfo.InvariantCulture),
        TimeZone = cycle.TimeZone,
    };
}
