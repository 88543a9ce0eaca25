using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Receipts;

namespace Pushway.Server.Api.Rest.Callbacks;

/// <summary>What the application server said to a test call.</summary>
internal sealed record TestCallbackResponse(
    [property: Description("Whether receipts would be taken: the answer was 2xx.")] bool Taken,
    [property: Description("The HTTP status; null if there was no answer.")] int? Status,
    [property: Description("How long the answer took.")] long Milliseconds,
    [property: Description("Why receipts would not be taken, for people; null if they would.")] string? Error);

/// <summary><c>POST /v1/callback/test</c></summary>
internal static class TestCallback
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/callback/test", Handle)
        .WithName("TestCallback")
        .WithTags("Callback")
        .WithSummary("Send a sample receipt now, and see what the application server answers")
        .WithDescription(
            "The sample has the event 'test', no push, and is signed as every callback is; it is sent once, also while the callback "
            + "is not enabled. 10 calls at once, then one every 6 seconds.")
        .Produces<TestCallbackResponse>()
        .Refuses(ErrorCodes.CallbackNotSet, ErrorCodes.TooManyCalls);

    public static async Task<Results<JsonHttpResult<TestCallbackResponse>, ProblemResult>> Handle(
        CallingApp caller, CallbackTest test, CancellationToken cancellation) =>
        await test.RunAsync(caller.Key, cancellation) switch
        {
            CallbackTestResult.Answered(var answer) => TypedResults.Json(
                new TestCallbackResponse(
                    answer.IsTaken, answer.Status, (long)answer.Elapsed.TotalMilliseconds, answer.Error),
                ApiJson.Readable.TestCallbackResponse),
            CallbackTestResult.NotSet => GetCallback.NotSet(),
            _ => ProblemResult.Of(ErrorCodes.TooManyCalls, "Too many test calls; wait a few seconds."),
        };
}
