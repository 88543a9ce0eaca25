using System.Text.Encodings.Web;
using System.Text.Json;
using Pushway.Core.Statistics;

namespace Pushway.Server.Api.Rest.Statistics;

/// <summary>A <see cref="StatisticsResponse"/>, sent as it is written: of many steps and groups it is megabytes, and the general way takes
/// three times as long.</summary>
internal sealed class StatisticsAnswer(StatisticQuery query, IReadOnlyList<StatisticFigures> figures) : IResult
{
    /// <summary>About 80 KB.</summary>
    private const int ItemsAtOnce = 256;

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        var body = httpContext.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(body, Writing);
        WriteHead(json);
        for (var i = 0; i < figures.Count; i++)
        {
            WriteItem(json, figures[i]);
            if ((i + 1) % ItemsAtOnce != 0) continue;
            json.Flush();
            await body.FlushAsync(httpContext.RequestAborted);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteHead(Utf8JsonWriter json)
    {
        var total = default(StatisticCounts);
        foreach (var one in figures) total += one.Counts;
        json.WriteStartObject();
        json.WriteString("from"u8, query.From);
        json.WriteString("to"u8, query.To);
        json.WriteString("step"u8, StatisticWords.StepOf(query));
        json.WritePropertyName("total"u8);
        CountsJson.Write(json, total);
        json.WriteStartArray("items"u8);
    }

    private static void WriteItem(Utf8JsonWriter json, StatisticFigures figures)
    {
        var group = GroupDocument.Of(figures.Key);
        json.WriteStartObject();
        json.WriteString("at"u8, figures.Key.StartsAt);
        json.WriteStartObject("group"u8);
        if (group.Platform is { } platform) json.WriteString("platform"u8, platform);
        if (group.Channel is { } channel) json.WriteString("channel"u8, channel);
        if (group.Kind is { } kind) json.WriteString("kind"u8, kind);
        if (group.Version is { } version) json.WriteString("version"u8, version);
        if (group.Push is { } push) json.WriteString("push"u8, push);
        json.WriteEndObject();
        json.WritePropertyName("counts"u8);
        CountsJson.Write(json, figures.Counts);
        json.WriteEndObject();
    }
}
