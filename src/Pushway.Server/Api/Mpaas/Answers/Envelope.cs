using System.Text.Json.Nodes;

namespace Pushway.Server.Api.Mpaas.Answers;

/// <summary>The shape of an action's answer, with the exact names of the original.</summary>
internal abstract class Envelope
{
    public const string Ok = "OK";
    public const string SuccessMessage = "success";

    /// <summary>Push, bind and revoke: <c>PushResult</c> with a text.</summary>
    public static readonly Envelope Push = new PushEnvelope();

    /// <summary>Queries: <c>ResultContent.Data</c>.</summary>
    public static readonly Envelope Query = new QueryEnvelope();

    /// <summary>ListAnalysisCoreIndex: queries with two <c>Success</c> besides.</summary>
    public static readonly Envelope List = new ListEnvelope();

    /// <summary>Cancelling schedules: <c>ResultContent</c> is a text.</summary>
    public static readonly Envelope Cancel = new CancelEnvelope();

    /// <summary>Templates: <c>Code</c> and <c>Msg</c>.</summary>
    public static readonly Envelope Template = new CodeEnvelope("Msg", SuccessMessage);

    /// <summary>Devices: <c>Code</c> and <c>Message</c>.</summary>
    public static readonly Envelope Device = new CodeEnvelope("Message", "SUCCESS");

    /// <summary>True where the original's models name no parameter as mandatory.</summary>
    public virtual bool IsLenient => false;

    public JsonObject Of(string requestId, Outcome outcome, string successCode)
    {
        var answer = new JsonObject { ["RequestId"] = requestId };
        Fill(answer, outcome, successCode);
        foreach (var (name, value) in outcome.Beside ?? []) answer[name] = value?.DeepClone();
        return answer;
    }

    protected abstract void Fill(JsonObject answer, Outcome outcome, string successCode);

    private static void FillResult(JsonObject answer, Outcome outcome)
    {
        answer["ResultCode"] = outcome.Refusal?.Code ?? Ok;
        answer["ResultMessage"] = outcome.Refusal?.Message ?? SuccessMessage;
    }

    private static string MessageOf(Outcome outcome) => outcome.Refusal is null ? SuccessMessage : outcome.Detail;

    private sealed class PushEnvelope : Envelope
    {
        protected override void Fill(JsonObject answer, Outcome outcome, string successCode)
        {
            FillResult(answer, outcome);
            answer["PushResult"] = new JsonObject
            {
                ["Success"] = outcome.Refusal is null,
                ["ResultMsg"] = MessageOf(outcome),
                ["Data"] = outcome.Data ?? "",
            };
        }
    }

    private sealed class QueryEnvelope : Envelope
    {
        protected override void Fill(JsonObject answer, Outcome outcome, string successCode)
        {
            FillResult(answer, outcome);
            if (outcome.Refusal is not null) answer["ResultMessage"] = $"{outcome.Refusal.Message}: {outcome.Detail}";
            else answer["ResultContent"] = new JsonObject { ["Data"] = outcome.Data };
        }
    }

    private sealed class ListEnvelope : Envelope
    {
        public override bool IsLenient => true;

        protected override void Fill(JsonObject answer, Outcome outcome, string successCode)
        {
            FillResult(answer, outcome);
            answer["Success"] = outcome.Refusal is null;
            answer["ResultContent"] = new JsonObject
            {
                ["Success"] = outcome.Refusal is null,
                ["ResultMsg"] = MessageOf(outcome),
                ["Data"] = outcome.Data,
            };
        }
    }

    private sealed class CancelEnvelope : Envelope
    {
        protected override void Fill(JsonObject answer, Outcome outcome, string successCode)
        {
            FillResult(answer, outcome);
            answer["ResultContent"] = outcome.Data ?? MessageOf(outcome);
        }
    }

    private sealed class CodeEnvelope(string messageName, string successMessage) : Envelope
    {
        public override bool IsLenient => true;

        protected override void Fill(JsonObject answer, Outcome outcome, string successCode)
        {
            answer["Success"] = outcome.Refusal is null;
            answer["Code"] = outcome.Refusal?.Code ?? successCode;
            answer[messageName] = outcome.Refusal is null ? successMessage : outcome.Detail;
            if (outcome.Data is not null) answer["Data"] = outcome.Data;
        }
    }
}
