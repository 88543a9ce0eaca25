using System.Collections.Frozen;
using Pushway.Core;

namespace Pushway.Server.Api;

/// <summary>The HTTP status of every error code; the only place that knows.</summary>
internal static class ErrorStatus
{
    private static readonly FrozenDictionary<string, int> Statuses = new Dictionary<string, int>
    {
        [ErrorCodes.Unauthorized] = StatusCodes.Status401Unauthorized,
        [ErrorCodes.Forbidden] = StatusCodes.Status403Forbidden,
        [ErrorCodes.NotFound] = StatusCodes.Status404NotFound,
        [ErrorCodes.PushNotFound] = StatusCodes.Status404NotFound,
        [ErrorCodes.MessageNotFound] = StatusCodes.Status404NotFound,
        [ErrorCodes.TemplateNotFound] = StatusCodes.Status404NotFound,
        [ErrorCodes.TagNotFound] = StatusCodes.Status404NotFound,
        [ErrorCodes.UploadNotFound] = StatusCodes.Status404NotFound,
        [ErrorCodes.DeviceNotFound] = StatusCodes.Status404NotFound,
        [ErrorCodes.ScheduleNotFound] = StatusCodes.Status404NotFound,
        [ErrorCodes.CallbackNotSet] = StatusCodes.Status404NotFound,
        [ErrorCodes.MethodNotAllowed] = StatusCodes.Status405MethodNotAllowed,
        [ErrorCodes.IdempotencyKeyConflict] = StatusCodes.Status409Conflict,
        [ErrorCodes.MsgKeyConflict] = StatusCodes.Status409Conflict,
        [ErrorCodes.TooManyBroadcasts] = StatusCodes.Status409Conflict,
        [ErrorCodes.TemplateExists] = StatusCodes.Status409Conflict,
        [ErrorCodes.TooManyTemplates] = StatusCodes.Status409Conflict,
        [ErrorCodes.TooManyTags] = StatusCodes.Status409Conflict,
        [ErrorCodes.UploadInterrupted] = StatusCodes.Status409Conflict,
        [ErrorCodes.TooManySchedules] = StatusCodes.Status409Conflict,
        [ErrorCodes.ScheduleEnded] = StatusCodes.Status409Conflict,
        [ErrorCodes.DeviceClaimed] = StatusCodes.Status409Conflict,
        [ErrorCodes.PushEnded] = StatusCodes.Status409Conflict,
        [ErrorCodes.RecallTooLate] = StatusCodes.Status409Conflict,
        [ErrorCodes.BodyTooLarge] = StatusCodes.Status413PayloadTooLarge,
        [ErrorCodes.UploadTooLarge] = StatusCodes.Status413PayloadTooLarge,
        [ErrorCodes.UnsupportedMediaType] = StatusCodes.Status415UnsupportedMediaType,
        [ErrorCodes.TooManyCalls] = StatusCodes.Status429TooManyRequests,
        [ErrorCodes.InternalError] = StatusCodes.Status500InternalServerError,
        [ErrorCodes.StoreUnavailable] = StatusCodes.Status503ServiceUnavailable,
    }.ToFrozenDictionary();

    /// <summary>Codes without a line of their own say that the request is wrong: 400.</summary>
    public static int Of(string code) => Statuses.GetValueOrDefault(code, StatusCodes.Status400BadRequest);

    /// <summary>The code for a status that the server itself gave, without one of our slices having spoken.</summary>
    public static string CodeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ErrorCodes.Unauthorized,
        StatusCodes.Status403Forbidden => ErrorCodes.Forbidden,
        StatusCodes.Status404NotFound => ErrorCodes.NotFound,
        StatusCodes.Status405MethodNotAllowed => ErrorCodes.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => ErrorCodes.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => ErrorCodes.UnsupportedMediaType,
        StatusCodes.Status503ServiceUnavailable => ErrorCodes.StoreUnavailable,
        >= StatusCodes.Status500InternalServerError => ErrorCodes.InternalError,
        _ => ErrorCodes.MalformedJson,
    };
}
