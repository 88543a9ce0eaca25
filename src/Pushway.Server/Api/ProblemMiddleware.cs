using System.Data.Common;
using Microsoft.AspNetCore.WebUtilities;
using Pushway.Core;

namespace Pushway.Server.Api;

/// <summary>Makes every failing answer a problem with a code: faults of ours, refusals of Kestrel, and the router's 404 and 405.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (http.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null })
            {
                await WriteAsync(http, Explain(http.Response.StatusCode));
            }
        }
        catch (BadHttpRequestException exception)
        {
            await WriteAsync(http, Problem.Of(
                exception.StatusCode, ErrorStatus.CodeOf(exception.StatusCode), exception.Message));
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be answered.
        }
        catch (Exception exception)
        {
            var code = FaultCode(exception);
            ApiLog.Failed(logger, http.Request.Method, http.Request.Path, code, exception);
            if (!http.Response.HasStarted) await WriteAsync(http, Problem.Of(code, FaultDetail(code)));
        }
    }

    /// <summary>A database that cannot be reached says so without an SQL state, or with one of the classes for it.</summary>
    public static string FaultCode(Exception exception) => exception switch
    {
        DbException { SqlState: null or ['0', '8', ..] or ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] } =>
            ErrorCodes.StoreUnavailable,
        TimeoutException => ErrorCodes.StoreUnavailable,
        _ => ErrorCodes.InternalError,
    };

    private static string FaultDetail(string code) => code == ErrorCodes.StoreUnavailable
        ? "The database does not answer; try again. Repeating a push under its Idempotency-Key is safe."
        : "Something went wrong here; the node's log says what.";

    private static Problem Explain(int status) => Problem.Of(status, ErrorStatus.CodeOf(status), status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this path.",
        StatusCodes.Status405MethodNotAllowed => "This path does not take this method; see the Allow header.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be application/json.",
        _ => ReasonPhrases.GetReasonPhrase(status),
    });

    private static Task WriteAsync(HttpContext http, Problem problem) => new ProblemResult(problem).ExecuteAsync(http);
}
