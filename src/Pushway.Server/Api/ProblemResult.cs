namespace Pushway.Server.Api;

/// <summary>Answers with a problem.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    public Problem Problem { get; } = problem;

    public static ProblemResult Of(string code, string detail) => new(Problem.Of(code, detail));

    public static ProblemResult Of(Mistake mistake) => Of(mistake.Code, mistake.Detail);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Problem.Status;
        return httpContext.Response.WriteAsJsonAsync(
            Problem, ApiJson.Readable.Problem, Problem.MediaType, httpContext.RequestAborted);
    }
}

/// <summary>What is wrong with a request, before it is an answer.</summary>
internal sealed record Mistake(string Code, string Detail);
