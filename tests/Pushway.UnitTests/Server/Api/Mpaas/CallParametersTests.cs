using Microsoft.AspNetCore.Http;
using Pushway.Server.Api.Mpaas;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.UnitTests.Server.Api.Mpaas;

public sealed class CallParametersTests
{
    [Fact]
    public void Names_are_found_in_query_and_form_whatever_their_case()
    {
        var (parameters, twice) = CallParameters.Of(Request(query: [new("appid", "a")], form: [new("TITLE", "t")]));

        twice.ShouldBeNull();
        (parameters!.Text("AppId"), parameters.Text("Title"), parameters.Find("Uri"), parameters.Text("Uri")).ShouldBe(("a", "t", null, ""));
    }

    [Fact]
    public void A_name_with_two_values_is_named_and_one_that_is_only_repeated_is_taken()
    {
        CallParameters.Of(Request(query: [new("AppId", "a")], form: [new("appId", "b")])).Twice.ShouldBe("appId");
        CallParameters.Of(Request(query: [new("AppId", "a")], form: [new("appId", "a")])).Parameters!.Text("AppId").ShouldBe("a");
    }

    [Fact]
    public void Lists_are_found_by_their_numbers_in_order()
    {
        var parameters = Of(("TargetMsg.10.Target", "j"), ("targetmsg.2.target", "b"), ("TargetMsg.2.MsgKey", "k"), ("TargetMsg.x", "?"));

        parameters.Indexes("TargetMsg").ShouldBe([2, 10]);
        parameters.Text("TargetMsg.2.Target").ShouldBe("b");
    }

    [Fact]
    public void A_map_comes_as_JSON_or_with_dots()
    {
        DottedMap.Read(Of(("A", """{"b":{"c":1}}""")), "A")!.Value.GetRawText().ShouldBe("""{"b":{"c":1}}""");
        DottedMap.Read(Of(("A.b.c", "1"), ("A.b.d.2", "y"), ("A.b.d.1", "x")), "A")!.Value.GetRawText()
            .ShouldBe("""{"b":{"c":"1","d":["x","y"]}}""");
        DottedMap.Read(Of(("AB", "{}")), "A").ShouldBeNull();
    }

    [Theory]
    [InlineData("{a=b}")]
    [InlineData("[1]")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":"\ud800"}""")]
    public void A_map_that_is_no_JSON_object_is_refused(string text) =>
        Should.Throw<RefusedCallException>(() => DottedMap.Read(Of(("A", text)), "A"));

    [Fact]
    public void A_map_whose_members_contradict_is_refused() =>
        Should.Throw<RefusedCallException>(() => DottedMap.Read(Of(("A.b", "1"), ("A.b.c", "2")), "A"));

    [Fact]
    public void A_text_map_takes_numbers_as_their_text() =>
        JsonText.Map("M", """{"u":1578807462788,"v":"k","w":true}""").ShouldBe(
            new Dictionary<string, string> { ["u"] = "1578807462788", ["v"] = "k", ["w"] = "true" });

    private static CallParameters Of(params (string, string)[] pairs) =>
        CallParameters.Of(Request([], [.. pairs.Select(static one => KeyValuePair.Create(one.Item1, one.Item2))])).Parameters!;

    private static WireRequest Request(KeyValuePair<string, string>[] query, KeyValuePair<string, string>[] form) =>
        new("POST", "h", new HeaderDictionary()) { Query = query, Form = form, Body = [] };
}
