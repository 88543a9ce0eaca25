using System.Text.Json.Nodes;

namespace Pushway.Server.Api.Mpaas.Answers;

/// <summary>What an action did: its data, or the result that refuses the call and a text for people.</summary>
internal sealed record Outcome(JsonNode? Data, Result? Refusal, string Detail)
{
    /// <summary>Members beside the data, such as the numbers of a page.</summary>
    public JsonObject? Beside { get; init; }

    public static Outcome Success(JsonNode? data) => new(data, null, "");

    public static Outcome Refused(Result result, string? detail = null) => new(null, result, detail ?? result.Message);
}
