using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;
using Pushway.Core;
using Pushway.Core.Events;
using Pushway.Core.Pushes;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>A page of traces.</summary>
internal sealed record GetDeliveriesResponse(
    IReadOnlyList<DeliveryDocument> Items,
    [property: Description("Give it as cursor to read on; null: this is the last page.")] string? Next);

/// <summary>The life of one delivery, or of a target that has none yet.</summary>
internal sealed record DeliveryDocument(
    string Id,
    [property: Description("The caller's key, or the delivery's id if there was none.")] string Key,
    string Target,
    [property: Description("Null while a user has no device.")] string? DeviceId,
    [property: Description("Waiting, Sent, AcceptedByVendor, Delivered, Expired, Revoked, Rejected or DeviceGone.")]
    string State,
    [property: Description("Why; see docs/errors.md.")] string? Reason,
    string? Channel,
    IReadOnlyList<TransitionDocument> Transitions,
    [property: Description("What the device said of it, in order of time.")]
    IReadOnlyList<EventDocument> Events);

/// <summary>A client event.</summary>
internal sealed record EventDocument(
    [property: Description("received, displayed, opened, dismissed or blocked_by_settings.")] string Event,
    [property: Description("By the device's clock, but not before the message was made or after the node heard of it.")]
    DateTimeOffset At,
    [property: Description("When the node heard of it.")] DateTimeOffset RecordedAt);

/// <summary>One step of a delivery.</summary>
internal sealed record TransitionDocument(
    string State, DateTimeOffset At, string? Channel, string? Node, string? Detail);

/// <summary><c>GET /v1/pushes/{id}/deliveries</c></summary>
internal static class GetDeliveries
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 500;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/pushes/{id}/deliveries", Handle)
        .WithName("GetDeliveries")
        .WithTags("Pushes")
        .WithSummary("The trace of a push: each target and delivery with its transitions")
        .Produces<GetDeliveriesResponse>()
        .AddOpenApiOperationTransformer((operation, _, _) => DescribeLimit(operation))
        .Refuses(ErrorCodes.PushNotFound, ErrorCodes.LimitInvalid);

    public static async Task<Results<JsonHttpResult<GetDeliveriesResponse>, ProblemResult>> Handle(
        string id,
        [Description("The former page's next.")] string? cursor,
        [Description("Items of a page: 1 to 500; default 100.")] string? limit,
        CallingApp caller,
        IPushStore pushes,
        CancellationToken cancellation)
    {
        if (ReadLimit(limit) is not { } size)
        {
            return ProblemResult.Of(ErrorCodes.LimitInvalid, $"limit must be 1 to {MaxLimit}.");
        }
        if (!PushId.TryParse(id, out var push)
            || await pushes.ReadTraceAsync(caller.Key, push, cursor, size, cancellation) is not { } page)
        {
            return GetPush.NotFound();
        }
        return TypedResults.Json(
            new GetDeliveriesResponse([.. page.Items.Select(ToDocument)], page.Next),
            ApiJson.Readable.GetDeliveriesResponse);
    }

    // It is read as text, so that a wrong one gets our own answer; it is a number all the same.
    private static Task DescribeLimit(OpenApiOperation operation)
    {
        foreach (var parameter in operation.Parameters!.OfType<OpenApiParameter>().Where(one => one.Name == "limit"))
        {
            parameter.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = MaxLimit.ToString(CultureInfo.InvariantCulture),
                Default = DefaultLimit,
            };
        }
        return Task.CompletedTask;
    }

    internal static int? ReadLimit(string? text)
    {
        if (text is null) return DefaultLimit;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= MaxLimit ? limit : null;
    }

    private static DeliveryDocument ToDocument(DeliveryTrace trace) => new(
        trace.Id,
        trace.Key,
        trace.Target,
        trace.Device?.Value,
        trace.State.ToString(),
        trace.Reason,
        trace.Channel,
        [.. trace.Transitions.Select(step => new TransitionDocument(
            step.State.ToString(), step.At, step.Channel, step.Node, step.Detail))],
        [.. trace.Events.Select(one => new EventDocument(ClientEventNames.Of(one.Kind), one.At, one.RecordedAt))]);
}
