using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Core.Statistics;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>Reads what the two actions of core figures ask.</summary>
internal sealed class CoreIndexQuery(IStatisticsStore statistics, MpaasZone zone, TimeProvider time)
{
    private const int MaxDays = 90;

    public async Task<TaskTotals> ReadAsync(MpaasCall call, bool isLenient, CancellationToken cancellation)
    {
        var parameters = call.Parameters;
        var (from, to) = ReadPeriod(parameters, isLenient);
        var query = new StatisticQuery(call.Key, StatisticStep.Hour, StatisticStep.Hour.Floor(from), StatisticStep.Hour.Floor(to))
        {
            IsTotal = true,
            By = StatisticGroups.Channel,
            Platform = ReadPlatform(parameters.Text("Platform")),
            Channel = ReadChannel(parameters.Text("Channel")),
            Kind = ReadKind(parameters.Text("Type")),
            Pushes = ReadTask(parameters.Text("TaskId")),
        };
        return TaskTotals.Of(await statistics.ReadAsync(query, cancellation));
    }

    private (DateTimeOffset From, DateTimeOffset To) ReadPeriod(CallParameters parameters, bool isLenient)
    {
        var (start, end) = (parameters.Number("StartTime"), parameters.Number("EndTime"));
        if (!isLenient && (start is null || end is null)) throw new RefusedCallException("StartTime or EndTime is empty.");
        var to = zone.NextDayOf(TimeOf("EndTime", end) ?? time.GetUtcNow());
        var from = TimeOf("StartTime", start) is { } given ? zone.DayOf(given) : to.AddDays(-MaxDays);
        return from < to && to - from <= TimeSpan.FromDays(MaxDays + 1)
            ? (from, to)
            : throw new RefusedCallException($"StartTime to EndTime must be 0 to {MaxDays} days.");
    }

    /// <summary>Milliseconds since 1970, with room for a day on either side.</summary>
    public static DateTimeOffset? TimeOf(string name, long? ms) => ms switch
    {
        null => null,
        > 86_400_000 and < 253_300_000_000_000 => DateTimeOffset.FromUnixTimeMilliseconds(ms.Value),
        _ => throw new RefusedCallException($"{name} must be milliseconds since 1970."),
    };

    /// <summary>Either the word, or as one sample has it <c>appId_ANDROID-workspaceId</c>.</summary>
    private static string? ReadPlatform(string text)
    {
        var word = text.ToLowerInvariant();
        if (word.LastIndexOf('_') is >= 0 and var from && word.IndexOf('-', from) is > 0 and var to) word = word[(from + 1)..to];
        return word switch
        {
            "" or "all" => null,
            "ios" or "android" or "harmonyos" => word,
            _ => throw new RefusedCallException("Platform must be IOS, ANDROID or HARMONYOS."),
        };
    }

    private static string? ReadChannel(string text)
    {
        if (text.Length == 0) return null;
        if (text.Equals("ANDROID", StringComparison.OrdinalIgnoreCase)) return TaskTotals.OwnChannel;
        return VendorWords.Find(text) ?? throw new RefusedCallException($"The channel {text} is not known.");
    }

    private static AudienceKind? ReadKind(string text) => text.ToUpperInvariant() switch
    {
        "" => null,
        "BROADCAST" => AudienceKind.Everyone,
        _ => throw new RefusedCallException("Figures are kept for Type BROADCAST, and for each task by TaskId; not for other types."),
    };

    private static IReadOnlyList<PushId> ReadTask(string text)
    {
        if (text.Length == 0) return [];
        return PushId.TryParse(text, out var id) ? [id] : throw new RefusedCallException("There is no such task.");
    }
}
