using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Core.Statistics;
using Pushway.Server.Api;
using Pushway.Server.Api.Rest.Statistics;

namespace Pushway.UnitTests.Server.Api;

public sealed class StatisticsAnswerTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(600)]
    public async Task What_is_sent_is_the_documented_answer_to_the_letter(int items)
    {
        var query = new StatisticQuery(new AppKey(1), StatisticStep.Hour, Start, Start.AddHours(24));
        var figures = Enumerable.Range(0, items).Select(Figures).ToList();
        var total = figures.Aggregate(default(StatisticCounts), static (sum, one) => sum + one.Counts);
        var documented = new StatisticsResponse(
            query.From, query.To, "hour", CountsDocument.Of(total), [.. figures.Select(StatisticsItem.Of)]);

        (await SentAsync(new StatisticsAnswer(query, figures)))
            .ShouldBe(JsonSerializer.Serialize(documented, ApiJson.Readable.StatisticsResponse));
    }

    [Theory]
    [InlineData(1, 15_000, "0.0001")]
    [InlineData(1, 20_001, "0")]
    [InlineData(19_999, 10_000, "1.9999")]
    [InlineData(1, 3, "0.3333")]
    [InlineData(2, 3, "0.6667")]
    [InlineData(7, 100, "0.07")]
    [InlineData(12_345_000, 1_000, "12345")]
    [InlineData(long.MaxValue, 1, "9.223372036854776E+18")]
    public async Task A_rate_has_the_shortest_digits(long delivered, long sent, string rate)
    {
        var query = new StatisticQuery(new AppKey(1), StatisticStep.Day, Start, Start.AddDays(1));
        var figures = new StatisticFigures(new(Start, null, null, null, null, null), new() { Sent = sent, Delivered = delivered });

        var document = JsonDocument.Parse(await SentAsync(new StatisticsAnswer(query, [figures])));

        document.RootElement.GetProperty("total").GetProperty("deliveryRate").GetRawText().ShouldBe(rate);
        rate.ShouldBe(JsonSerializer.Serialize(CountsDocument.Rate(delivered, sent)));
    }

    private static StatisticFigures Figures(int number) => new(
        new(
            Start.AddHours(number), number % 2 == 0 ? "andröid \"x\"" : null, number % 3 == 0 ? "" : null,
            number % 5 == 0 ? AudienceKind.Everyone : null, number % 7 == 0 ? "7.1<" : null, number % 11 == 0 ? new PushId(number) : null),
        new()
        {
            Pushes = number % 4,
            Messages = number,
            Sent = (number * 7) % 1_000,
            Accepted = number / 3,
            Delivered = number * 13 % 997,
            Displayed = number * 31 % 991,
            Opened = number,
            Dismissed = number / 7,
            Failed = number % 3,
        });

    private static async Task<string> SentAsync(StatisticsAnswer answer)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Response.Body = body;
        await answer.ExecuteAsync(context);
        await context.Response.BodyWriter.FlushAsync(TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
