using Microsoft.Net.Http.Headers;
using Pushway.Core;
using Pushway.Core.Apps;

namespace Pushway.Server.Api;

/// <summary>Lets only callers with a live API token through; tokens are found by their hash, so no comparison can be timed.</summary>
internal sealed class ApiTokenMiddleware(RequestDelegate next, AppDirectory apps)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext http)
    {
        if (Token(http.Request) is { } token
            && await apps.FindByApiTokenAsync(token, http.RequestAborted) is { } app)
        {
            http.Features.Set(new CallingApp(app));
            await next(http);
            return;
        }
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"pushway\"";
        var refusal = ProblemResult.Of(
            ErrorCodes.Unauthorized, "The request needs 'Authorization: Bearer' with a live API token.");
        await refusal.ExecuteAsync(http);
    }

    private static string? Token(HttpRequest request)
    {
        var values = request.Headers[HeaderNames.Authorization];
        return values is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? value[Scheme.Length..].Trim()
            : null;
    }
}
