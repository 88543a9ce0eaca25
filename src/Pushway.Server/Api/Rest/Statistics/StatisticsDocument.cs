using System.ComponentModel;
using System.Text.Json.Serialization;
using Pushway.Core.Statistics;

namespace Pushway.Server.Api.Rest.Statistics;

/// <summary>Counts with the rates that follow from them; a rate is null where there is nothing to divide by.</summary>
internal sealed record CountsDocument(
    [property: Description("Calls that were accepted; they have no platform, channel or version.")] long Pushes,
    [property: Description("Messages that were made, one for each device; also users who never had a device, when that ends. They have no channel.")]
    long Messages,
    [property: Description("Messages handed to the own connection or to a vendor at least once.")] long Sent,
    [property: Description("Messages that a vendor has accepted.")] long AcceptedByVendor,
    [property: Description("Messages whose device confirmed them, or reported an event of them.")] long Delivered,
    long Displayed,
    long Opened,
    long Dismissed,
    [property: Description("Messages that ended otherwise; one that is delivered after all does not count any more.")] long Failed,
    [property: Description("delivered / sent")] double? DeliveryRate,
    [property: Description("displayed / delivered")] double? DisplayRate,
    [property: Description("opened / delivered")] double? OpenRate,
    [property: Description("dismissed / delivered")] double? DismissRate,
    [property: Description("failed / messages")] double? FailureRate)
{
    public static CountsDocument Of(StatisticCounts counts) => new(
        counts.Pushes, counts.Messages, counts.Sent, counts.Accepted, counts.Delivered, counts.Displayed, counts.Opened,
        counts.Dismissed, counts.Failed, Rate(counts.Delivered, counts.Sent), Rate(counts.Displayed, counts.Delivered),
        Rate(counts.Opened, counts.Delivered), Rate(counts.Dismissed, counts.Delivered), Rate(counts.Failed, counts.Messages));

    public static double? Rate(long part, long whole) => whole > 0 ? Math.Round((double)part / whole, 4) : null;
}

/// <summary>What the counts are of: its members are there if the query tells them apart.</summary>
internal sealed record GroupDocument(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("Empty: not reported.")] string? Platform,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("Empty: no channel was chosen yet.")] string? Channel,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("Empty: not reported.")] string? Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Push)
{
    public static GroupDocument Of(in StatisticKey key) => new(
        key.Platform, key.Channel, key.Kind is { } kind ? StatisticWords.Of(kind) : null, key.Version, key.Push?.ToString());
}

internal sealed record StatisticsItem(
    [property: Description("Start of the step.")] DateTimeOffset At, GroupDocument Group, CountsDocument Counts)
{
    public static StatisticsItem Of(StatisticFigures figures) =>
        new(figures.Key.StartsAt, GroupDocument.Of(figures.Key), CountsDocument.Of(figures.Counts));
}

/// <summary>The answer of <c>GET /v1/statistics</c>.</summary>
internal sealed record StatisticsResponse(
    DateTimeOffset From,
    DateTimeOffset To,
    string Step,
    CountsDocument Total,
    [property: Description("In order of time; steps and groups without any count are left out.")] IReadOnlyList<StatisticsItem> Items);

internal sealed record FailuresItem(
    [property: Description("Start of the step.")] DateTimeOffset At,
    GroupDocument Group,
    [property: Description("Expired, Revoked, Rejected or DeviceGone.")] string State,
    [property: Description("See the reasons in docs/errors.md.")] string Reason,
    long Failed)
{
    public static FailuresItem Of(FailureFigures figures) => new(
        figures.Key.StartsAt, GroupDocument.Of(figures.Key), figures.State.ToString(), figures.Reason, figures.Failed);
}

/// <summary>The answer of <c>GET /v1/statistics/failures</c>.</summary>
internal sealed record FailuresResponse(
    DateTimeOffset From,
    DateTimeOffset To,
    string Step,
    [property: Description("In order of time; what did not happen is left out.")] IReadOnlyList<FailuresItem> Items);
