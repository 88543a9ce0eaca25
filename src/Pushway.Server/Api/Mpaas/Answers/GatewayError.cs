namespace Pushway.Server.Api.Mpaas.Answers;

/// <summary>An error of the gateway: what is wrong with a call before its action is asked.</summary>
internal sealed record GatewayError(string Code, int Status, string Message)
{
    public static readonly GatewayError KeyUnknown =
        new("InvalidAccessKeyId.NotFound", StatusCodes.Status400BadRequest, "Specified access key is not found.");

    public static readonly GatewayError KeyInactive =
        new("InvalidAccessKeyId.Inactive", StatusCodes.Status400BadRequest, "Specified access key is revoked.");

    public static readonly GatewayError SignatureWrong = new(
        "SignatureDoesNotMatch", StatusCodes.Status400BadRequest, "Specified signature is not matched with our calculation.");

    public static readonly GatewayError NonceUsed = new(
        "SignatureNonceUsed", StatusCodes.Status400BadRequest, "Specified signature nonce was used already.");

    public static readonly GatewayError TimeFormat = new(
        "InvalidTimeStamp.Format", StatusCodes.Status400BadRequest, "Specified time stamp or date value is not well formatted.");

    public static readonly GatewayError TimeExpired = new(
        "InvalidTimeStamp.Expired", StatusCodes.Status400BadRequest, "Specified time stamp or date value is expired.");

    public static readonly GatewayError SignatureIncomplete = new(
        "IncompleteSignature", StatusCodes.Status400BadRequest, "The request signature does not conform to the standards.");

    /// <summary>The part that the original names after the parameter.</summary>
    public const string MissingPrefix = "Missing";

    public static readonly GatewayError TokenRefused = new(
        "InvalidSecurityToken.NotSupported", StatusCodes.Status400BadRequest,
        "Security tokens (STS) are not supported: sign with an access key of this installation.");

    public static readonly GatewayError ParameterInvalid =
        new("InvalidParameter", StatusCodes.Status400BadRequest, "A parameter is not acceptable.");

    public static readonly GatewayError ActionUnknown = new(
        "InvalidApi.NotFound", StatusCodes.Status404NotFound, "Specified api is not found, please check your url and method.");

    public static readonly GatewayError VersionUnknown =
        new("NoSuchVersion", StatusCodes.Status400BadRequest, "The specified version does not exist.");

    public static readonly GatewayError MethodUnknown =
        new("UnsupportedHTTPMethod", StatusCodes.Status403Forbidden, "This http method is not supported.");

    public static readonly GatewayError TooLarge =
        new("RequestTooLarge", StatusCodes.Status413PayloadTooLarge, "The body is larger than Api:MaxBodyBytes.");

    public static readonly GatewayError TooManyCalls =
        new("Throttling.User", StatusCodes.Status400BadRequest, "Request was denied due to user flow control.");

    public static readonly GatewayError Unavailable = new(
        "ServiceUnavailable", StatusCodes.Status503ServiceUnavailable,
        "The database does not answer in time; repeating a push with its message ids is safe.");

    public static readonly GatewayError Failed =
        new("InternalError", StatusCodes.Status500InternalServerError, "Something went wrong here; the node's log says what.");

    /// <summary>All that have one code; <c>Missing…</c> has many.</summary>
    public static readonly IReadOnlyList<GatewayError> All =
    [
        KeyUnknown, KeyInactive, SignatureWrong, NonceUsed, TimeFormat, TimeExpired, SignatureIncomplete, TokenRefused, ParameterInvalid,
        ActionUnknown, VersionUnknown, MethodUnknown, TooLarge, TooManyCalls, Unavailable, Failed,
    ];

    public static GatewayError Missing(string parameter) => new(
        MissingPrefix + parameter, StatusCodes.Status400BadRequest, $"{parameter} is mandatory for this action.");
}
