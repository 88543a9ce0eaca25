using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Pushway.Server.Api.Rest.Statistics;

/// <summary>The query of both kinds of statistics, as it comes.</summary>
internal sealed record StatisticParameters
{
    [FromQuery(Name = "from"), Description("From this time, ISO 8601; taken back to the start of its step. Default: 30 days, 24 hours or 60 minutes before to, by step.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Up to this time, ISO 8601; the step it is in is the last. Default: now.")]
    public string? To { get; init; }

    [FromQuery(Name = "step"), Description("minute, hour or day (default), in UTC; total: all days together. At most 2,400 steps; 100 if app versions or several pushes are told apart.")]
    public string? Step { get; init; }

    [FromQuery(Name = "by"), Description("What is told apart, between commas: platform, channel, kind, version (by hour and day), push (those that push names).")]
    public string? By { get; init; }

    [FromQuery(Name = "platform"), Description("Only devices of this platform; empty: of none.")]
    public string? Platform { get; init; }

    [FromQuery(Name = "channel"), Description("Only what went through this channel; gateway is the own connection; empty: what no channel was chosen for.")]
    public string? Channel { get; init; }

    [FromQuery(Name = "kind"), Description("Only pushes to devices, users, everyone or tags.")]
    public string? Kind { get; init; }

    [FromQuery(Name = "version"), Description("Only devices of this app version, by hour and day; other: those beyond the first 200; empty: not reported.")]
    public string? Version { get; init; }

    [FromQuery(Name = "push"), Description("Only these pushes, up to 100 ids between commas: pushes to more than one target or to everyone.")]
    public string? Push { get; init; }

    [FromQuery(Name = "format"), Description("json (default) or csv.")]
    public string? Format { get; init; }

    public bool IsCsv => Format == "csv";
}
