using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Templates;
using Pushway.Server.Api.Rest.Pushes;

namespace Pushway.Server.Api.Rest.Templates;

/// <summary><c>POST /v1/templates</c></summary>
internal static class CreateTemplate
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/templates", Handle)
        .WithName("CreateTemplate")
        .WithTags("Templates")
        .WithSummary("Keep a notification with placeholders for pushes to name")
        .WithDescription("At most 100 an app. A template is not changed: delete it, or give the new one another name.")
        .Accepts<CreateTemplateRequest>("application/json")
        .Produces<TemplateDocument>(StatusCodes.Status201Created)
        .Refuses(
            ErrorCodes.MalformedJson, ErrorCodes.UnknownField, ErrorCodes.TemplateInvalid, ErrorCodes.NotificationInvalid,
            ErrorCodes.ExtrasInvalid, ErrorCodes.TooManyExtras, ErrorCodes.MessageTooLarge, ErrorCodes.TemplateExists,
            ErrorCodes.TooManyTemplates, ErrorCodes.BodyTooLarge, ErrorCodes.UnsupportedMediaType);

    public static async Task<Results<JsonHttpResult<TemplateDocument>, ProblemResult>> Handle(
        HttpRequest http, CallingApp caller, TemplateShelf templates, TimeProvider time, CancellationToken cancellation)
    {
        var (body, mistake) = await JsonBody.ReadAsync(http, ApiJson.Default.CreateTemplateRequest, CodeOf, cancellation);
        if (body is null) return ProblemResult.Of(mistake!);
        if (body.Name is null) return ProblemResult.Of(ErrorCodes.TemplateInvalid, "'name' is missing.");
        if (body.Notification is null) return ProblemResult.Of(ErrorCodes.NotificationInvalid, "'notification' is missing.");
        var (notification, wrong) = NotificationReader.Read(body.Notification);
        if (notification is null) return ProblemResult.Of(wrong!);
        // As the store keeps it.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var template = new Template(body.Name, body.Description, TemplateNotification.Write(body.Notification), now);
        return await templates.AddAsync(caller.Key, template, notification, cancellation) is { } refused
            ? ProblemResult.Of(refused.Code, refused.Detail)
            : TypedResults.Json(
                TemplateDocument.Of(template), ApiJson.Readable.TemplateDocument, statusCode: StatusCodes.Status201Created);
    }

    private static string CodeOf(string path) =>
        path.StartsWith("notification", StringComparison.Ordinal) ? ErrorCodes.NotificationInvalid : ErrorCodes.TemplateInvalid;
}
