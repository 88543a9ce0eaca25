using System.Text;
using Pushway.Server.Api.DeviceRpc;

namespace Pushway.UnitTests.Server.Api.DeviceRpc;

public sealed class RpcBodyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1}x""")]
    public void Anything_but_one_json_object_is_refused(string json) => Parse(json).ShouldBeNull();

    [Theory]
    [InlineData("""{}""", null)]
    [InlineData("""{"a":null}""", null)]
    [InlineData("""{"a":""}""", null)]
    [InlineData("""{"a":"12345"}""", "12345")]
    [InlineData("""{"a":"ü","other":[1]}""", "ü")]
    public void Text_is_read_and_empty_text_is_none(string json, string? expected) => Parse(json)!.Text("a", 5).ShouldBe(expected);

    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"a":"123456"}""")]
    [InlineData("""{"a":"a\u0000"}""")]
    [InlineData("""{"a":"\ud800"}""")]
    public void Text_of_another_type_too_long_or_not_printable_is_refused_by_name(string json) =>
        Should.Throw<RpcBodyException>(() => Parse(json)!.Text("a", 5)).Message.ShouldContain("'a'");

    private static RpcBody? Parse(string json) => RpcBody.Parse(Encoding.UTF8.GetBytes(json));
}
