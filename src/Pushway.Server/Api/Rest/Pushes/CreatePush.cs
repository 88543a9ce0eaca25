using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;
using Pushway.Core;
using Pushway.Core.Pushes;
using Pushway.Core.Templates;
using Pushway.Server.Api.Rest.Templates;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>The push was accepted and is durable.</summary>
internal sealed record CreatePushResponse([property: Description("The push's id.")] string Id)
{
    [Description("Targets that were not pushed to again: their key was accepted before, by the push named here.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<KnownTarget>? Duplicates { get; init; }
}

/// <summary><c>POST /v1/pushes</c></summary>
internal static class CreatePush
{
    public const string IdempotencyKeyHeader = "Idempotency-Key";

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/pushes", Handle)
        .WithName("CreatePush")
        .WithTags("Pushes")
        .WithSummary("Push to devices, to users, to everyone or to users with tags")
        .WithDescription(
            "The push is durable when the answer comes. Repeating a call under its Idempotency-Key (24 hours), or a target "
            + "under its key, never sends twice.")
        .Accepts<CreatePushRequest>("application/json")
        .Produces<CreatePushResponse>(StatusCodes.Status202Accepted)
        .AddOpenApiOperationTransformer((operation, _, _) => DescribeKey(operation))
        .Refuses(
            ErrorCodes.MalformedJson, ErrorCodes.UnknownField, ErrorCodes.AudienceInvalid, ErrorCodes.FilterInvalid, ErrorCodes.TargetInvalid,
            ErrorCodes.TargetDuplicate, ErrorCodes.TooManyTargets, ErrorCodes.NotificationInvalid,
            ErrorCodes.ExtrasInvalid, ErrorCodes.TooManyExtras, ErrorCodes.ValuesInvalid, ErrorCodes.MessageTooLarge, ErrorCodes.TtlInvalid,
            ErrorCodes.PolicyInvalid, ErrorCodes.OnAmbiguousInvalid, ErrorCodes.ConfirmWithinInvalid, ErrorCodes.PriorityInvalid,
            ErrorCodes.CollapseKeyInvalid, ErrorCodes.IdempotencyKeyInvalid, ErrorCodes.IdempotencyKeyConflict,
            ErrorCodes.MsgKeyConflict, ErrorCodes.TooManyBroadcasts, ErrorCodes.TemplateInvalid, ErrorCodes.TemplateNotFound,
            ErrorCodes.TagExpressionInvalid, ErrorCodes.TagNotFound,
            ErrorCodes.ScheduleInvalid, ErrorCodes.ScheduleInPast,
            ErrorCodes.ScheduleTooFar, ErrorCodes.ScheduleEmpty, ErrorCodes.TimeZoneInvalid, ErrorCodes.TooManySchedules,
            ErrorCodes.ShapingInvalid, ErrorCodes.ShapingUnsupported, ErrorCodes.BodyTooLarge,
            ErrorCodes.UnsupportedMediaType);

    private static Task DescribeKey(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = IdempotencyKeyHeader,
            In = ParameterLocation.Header,
            Description = "1 to 128 characters; a repeat under the same key gets the first answer and sends nothing.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 128 },
        });
        return Task.CompletedTask;
    }

    public static async Task<Results<JsonHttpResult<CreatePushResponse>, ProblemResult>> Handle(
        HttpRequest http, CallingApp caller, TemplateShelf templates, PushIntake intake, CancellationToken cancellation)
    {
        var keys = http.Headers[IdempotencyKeyHeader];
        if (keys.Count > 1) return ProblemResult.Of(ErrorCodes.IdempotencyKeyInvalid, "Idempotency-Key is given twice.");
        var (body, mistake) = await JsonBody.ReadAsync(
            http, ApiJson.Default.CreatePushRequest, PushRequestReader.CodeOf, cancellation);
        if (body is null) return ProblemResult.Of(mistake!);
        if (body.Template is { } name)
        {
            if (await templates.FindAsync(caller.Key, name, cancellation) is not { } template) return GetTemplate.NotFound();
            body = body with
            {
                Notification = TemplateNotification.Complete(template.Notification, body.Notification),
                Values = body.Values ?? [],
            };
        }
        var (request, wrong) = PushRequestReader.Read(body, keys.Count == 0 ? null : keys[0]);
        if (request is null) return ProblemResult.Of(wrong!);
        return await intake.AcceptAsync(caller.Key, request, cancellation) switch
        {
            PushReply.Accepted accepted => TypedResults.Json(
                new CreatePushResponse(accepted.Id.ToString()) { Duplicates = KnownTarget.From(accepted.Duplicates) },
                ApiJson.Readable.CreatePushResponse,
                statusCode: StatusCodes.Status202Accepted),
            PushReply.Refused refused => new ProblemResult(
                Problem.Of(refused.Code, refused.Detail) with { Conflicts = KnownTarget.From(refused.Conflicts) }),
            var unknown => throw new InvalidOperationException($"Intake answered {unknown}."),
        };
    }
}
