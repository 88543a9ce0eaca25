using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Receipts;

namespace Pushway.Server.Api.Rest.Receipts;

/// <summary>Which dead letters to send again.</summary>
internal sealed record ResendDeadReceiptsRequest
{
    [Description("1 to 1,000 ids of dead letters; those that are none are passed over.")]
    public IReadOnlyList<string?>? Ids { get; init; }

    [Description("True for all of them, instead of ids.")]
    public bool? All { get; init; }
}

/// <summary>How many dead letters are due again.</summary>
internal sealed record ResendDeadReceiptsResponse(int Resent);

/// <summary><c>POST /v1/receipts/dead/resend</c></summary>
internal static class ResendDeadReceipts
{
    public const int MaxIds = 1_000;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/receipts/dead/resend", Handle)
        .WithName("ResendDeadReceipts")
        .WithTags("Receipts")
        .WithSummary("Send dead letters again")
        .WithDescription("They are due now, under their old ids, and are tried for as long as new ones.")
        .Accepts<ResendDeadReceiptsRequest>("application/json")
        .Produces<ResendDeadReceiptsResponse>()
        .Refuses(
            ErrorCodes.ResendInvalid, ErrorCodes.MalformedJson, ErrorCodes.UnknownField, ErrorCodes.BodyTooLarge,
            ErrorCodes.UnsupportedMediaType);

    public static async Task<Results<JsonHttpResult<ResendDeadReceiptsResponse>, ProblemResult>> Handle(
        HttpRequest http, CallingApp caller, DeadReceipts receipts, CancellationToken cancellation)
    {
        var (body, mistake) = await JsonBody.ReadAsync(
            http, ApiJson.Default.ResendDeadReceiptsRequest, _ => ErrorCodes.ResendInvalid, cancellation);
        if (body is null) return ProblemResult.Of(mistake!);
        if ((body.Ids is not null) == (body.All == true)) return Wrong("Give either 'ids' or 'all': true.");
        List<long>? ids = null;
        if (body.Ids is not null)
        {
            if (body.Ids.Count is 0 or > MaxIds) return Wrong($"'ids' needs 1 to {MaxIds} ids.");
            ids = [];
            foreach (var text in body.Ids)
            {
                if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                    return Wrong($"'{text}' is not the id of a receipt.");
                ids.Add(id);
            }
        }
        var resent = await receipts.ResendAsync(caller.Key, ids, cancellation);
        return TypedResults.Json(new ResendDeadReceiptsResponse(resent), ApiJson.Readable.ResendDeadReceiptsResponse);
    }

    private static ProblemResult Wrong(string detail) => ProblemResult.Of(ErrorCodes.ResendInvalid, detail);
}
