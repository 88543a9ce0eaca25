using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Receipts;

namespace Pushway.Server.Api.Rest.Receipts;

/// <summary>A page of receipts that were given up.</summary>
internal sealed record GetDeadReceiptsResponse(
    IReadOnlyList<DeadReceiptDocument> Items,
    [property: Description("Give it as cursor to read on; null: this is the last page.")] string? Next);

/// <summary>A receipt as the callback would have carried it, and why it did not.</summary>
internal sealed record DeadReceiptDocument(
    string Id,
    [property: Description("Null for bound, unbound and token_dead.")] string? PushId,
    string? Key,
    string Target,
    string? DeviceId,
    string Event,
    string? Reason,
    string? Channel,
    DateTimeOffset At,
    long Seq,
    int Attempts,
    DateTimeOffset GivenUpAt,
    [property: Description("What was wrong at the last attempt.")] string? LastAnswer)
{
    public static DeadReceiptDocument Of(DeadReceipt dead)
    {
        var receipt = dead.Receipt;
        return new DeadReceiptDocument(
            receipt.Id.ToString(CultureInfo.InvariantCulture), receipt.Push?.ToString(), receipt.Key, receipt.Target,
            receipt.DeviceId, receipt.Event, receipt.Reason, receipt.Channel, receipt.At, receipt.Sequence, receipt.Attempts,
            dead.DiedAt, dead.LastAnswer);
    }
}

/// <summary><c>GET /v1/receipts/dead</c></summary>
internal static class GetDeadReceipts
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/receipts/dead", Handle)
        .WithName("GetDeadReceipts")
        .WithTags("Receipts")
        .WithSummary("Receipts that the application server did not take in time, oldest first")
        .WithDescription("They are kept for Callbacks:KeepDeadDays (30) days after they were given up.")
        .Produces<GetDeadReceiptsResponse>()
        .TakesLimit()
        .Refuses(ErrorCodes.QueryInvalid, ErrorCodes.LimitInvalid);

    public static async Task<Results<JsonHttpResult<GetDeadReceiptsResponse>, ProblemResult>> Handle(
        [Description("The former page's next.")] string? cursor,
        [Description(PageLimit.Description)] string? limit,
        [Description("Only of this event, for example delivered.")] string? @event,
        [Description("Only what happened at this time or later: ISO 8601.")] string? from,
        [Description("Only what happened before this time: ISO 8601.")] string? until,
        CallingApp caller,
        IReceiptStore receipts,
        CancellationToken cancellation)
    {
        if (PageLimit.Read(limit) is not { } size) return PageLimit.Wrong();
        if (@event is not null && !ReceiptEvents.All.Contains(@event)) return Wrong("'event' is not an event.");
        if (!TryReadTime(from, out var start) || !TryReadTime(until, out var end))
            return Wrong("'from' and 'until' must be times such as 2026-01-31T12:00:00Z.");
        // A cursor is the last id; one that is not is treated as the start.
        var after = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : 0;
        var page = await receipts.ReadDeadAsync(
            caller.Key, new DeadFilter(@event, start, end), after, size + 1, cancellation);
        var items = page.Take(size).Select(DeadReceiptDocument.Of).ToList();
        return TypedResults.Json(
            new GetDeadReceiptsResponse(items, page.Count > size ? items[^1].Id : null),
            ApiJson.Readable.GetDeadReceiptsResponse);
    }

    private static bool TryReadTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (text is null) return true;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read)) return false;
        time = read;
        return true;
    }

    private static ProblemResult Wrong(string detail) => ProblemResult.Of(ErrorCodes.QueryInvalid, detail);
}
