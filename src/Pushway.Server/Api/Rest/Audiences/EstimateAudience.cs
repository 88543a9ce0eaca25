using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Audiences;
using Pushway.Server.Api.Rest.Pushes;

namespace Pushway.Server.Api.Rest.Audiences;

/// <summary>Whom to count: the audience of a push.</summary>
internal sealed record EstimateAudienceRequest
{
    [Description("As in a push.")]
    public AudienceDocument? Audience { get; init; }
}

/// <summary>Who an audience is now.</summary>
internal sealed record EstimateAudienceResponse(
    [property: Description("Devices a push accepted now would be for.")] long Devices,
    [property: Description("false: counting stopped at Push:MaxEstimated devices, or users with tags, looked at; there are as many at least.")] bool Exact,
    [property: Description("Named targets, or users with the tags, that have no device now; null for everyone.")] long? Unreachable,
    [property: Description("Up to 10 of the devices.")] IReadOnlyList<string> Sample)
{
    [Description("Users whom an expression of tags means; absent for other audiences.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Users { get; init; }
}

/// <summary><c>POST /v1/audience/estimate</c></summary>
internal static class EstimateAudience
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/audience/estimate", Handle)
        .WithName("EstimateAudience")
        .WithTags("Audiences")
        .WithSummary("Count whom a push would reach, before it is sent")
        .WithDescription("Nothing is sent or kept. Whether a device is connected, or has what a policy asks for, is not looked at.")
        .Accepts<EstimateAudienceRequest>("application/json")
        .Produces<EstimateAudienceResponse>()
        .Refuses(
            ErrorCodes.MalformedJson, ErrorCodes.UnknownField, ErrorCodes.AudienceInvalid, ErrorCodes.FilterInvalid,
            ErrorCodes.TargetInvalid, ErrorCodes.TargetDuplicate, ErrorCodes.TooManyTargets, ErrorCodes.ExtrasInvalid,
            ErrorCodes.TooManyExtras, ErrorCodes.TagExpressionInvalid, ErrorCodes.TagNotFound, ErrorCodes.ValuesInvalid, ErrorCodes.BodyTooLarge, ErrorCodes.UnsupportedMediaType);

    public static async Task<Results<JsonHttpResult<EstimateAudienceResponse>, ProblemResult>> Handle(
        HttpRequest http, CallingApp caller, AudienceEstimates estimates, CancellationToken cancellation)
    {
        var (body, mistake) = await JsonBody.ReadAsync(
            http, ApiJson.Default.EstimateAudienceRequest, PushRequestReader.CodeOf, cancellation);
        if (body is null) return ProblemResult.Of(mistake!);
        var (audience, wrong) = PushRequestReader.ReadAudience(body.Audience);
        if (audience is null) return ProblemResult.Of(wrong!);
        var (estimate, refused) = await estimates.EstimateAsync(caller.Key, audience, cancellation);
        return estimate is null
            ? ProblemResult.Of(refused!.Code, refused.Detail)
            : TypedResults.Json(
                new EstimateAudienceResponse(
                    estimate.Devices, estimate.IsExact, estimate.Unreachable, [.. estimate.Sample.Select(static one => one.Value)])
                {
                    Users = estimate.Users,
                },
                ApiJson.Readable.EstimateAudienceResponse);
    }
}
