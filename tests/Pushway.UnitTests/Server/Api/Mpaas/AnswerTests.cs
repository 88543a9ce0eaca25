using System.Text;
using System.Text.Json.Nodes;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.UnitTests.Server.Api.Mpaas;

/// <summary>The three envelopes, to the letter.</summary>
public sealed class AnswerTests
{
    private static readonly Outcome Refused = Outcome.Refused(ResultCodes.InvalidParam, "why");

    [Fact]
    public void Pushes_have_a_result_with_a_text()
    {
        Json(Envelope.Push, Outcome.Success("17")).ShouldBe(
            """{"RequestId":"R","ResultCode":"OK","ResultMessage":"success","PushResult":{"Success":true,"ResultMsg":"success","Data":"17"}}""");
        Json(Envelope.Push, Refused).ShouldBe(
            """{"RequestId":"R","ResultCode":"3028","ResultMessage":"param is invalid","PushResult":{"Success":false,"ResultMsg":"why","Data":""}}""");
    }

    [Fact]
    public void Queries_have_a_content_with_data()
    {
        Json(Envelope.Query, Outcome.Success(new JsonArray())).ShouldBe(
            """{"RequestId":"R","ResultCode":"OK","ResultMessage":"success","ResultContent":{"Data":[]}}""");
        Json(Envelope.Query, Refused).ShouldBe("""{"RequestId":"R","ResultCode":"3028","ResultMessage":"param is invalid: why"}""");
        Json(Envelope.List, Outcome.Success(new JsonObject())).ShouldBe(
            """{"RequestId":"R","ResultCode":"OK","ResultMessage":"success","Success":true,"ResultContent":{"Success":true,"ResultMsg":"success","Data":{}}}""");
        Json(Envelope.Cancel, Outcome.Success("done")).ShouldBe(
            """{"RequestId":"R","ResultCode":"OK","ResultMessage":"success","ResultContent":"done"}""");
    }

    [Fact]
    public void Templates_and_devices_have_a_code()
    {
        Json(Envelope.Template, Outcome.Success("5") with { Beside = new JsonObject { ["PageSize"] = 1 } }).ShouldBe(
            """{"RequestId":"R","Success":true,"Code":"100","Msg":"success","Data":"5","PageSize":1}""");
        Json(Envelope.Device, Refused).ShouldBe("""{"RequestId":"R","Success":false,"Code":"3028","Message":"why"}""");
    }

    [Fact]
    public void XML_has_the_same_members()
    {
        var answer = JsonNode.Parse("""{"A":"<&\u0001","B":[{"C":1},{"C":true}],"D":{"E":null}}""")!.AsObject();

        Encoding.UTF8.GetString(AnswerXml.Write("Root", answer)).ShouldBe(
            """<?xml version="1.0" encoding="utf-8"?><Root><A>&lt;&amp;"""
            + "\uFFFD</A><B><item><C>1</C></item><item><C>true</C></item></B><D><E /></D></Root>");
    }

    [Fact]
    public void No_result_has_the_code_of_another() => ResultCodes.All.Select(one => one.Code).ShouldBeUnique();

    private static string Json(Envelope envelope, Outcome outcome) => envelope.Of("R", outcome, "100").ToJsonString();
}
