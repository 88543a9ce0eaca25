using System.Text;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.UnitTests.Server.Api.Mpaas;

public sealed class FormTextTests
{
    [Theory]
    [InlineData("a=b", "a", "b")]
    [InlineData("a=b+c%20d", "a", "b c d")]
    [InlineData("a=%E4%BD%A0%e5%a5%bd", "a", "你好")]
    [InlineData("a=*'()!~", "a", "*'()!~")]
    [InlineData("a=1=2", "a", "1=2")]
    [InlineData("a", "a", "")]
    [InlineData("=b", "", "b")]
    [InlineData("&a=100%&", "a", "100%")]
    [InlineData("a=%zz%4", "a", "%zz%4")]
    public void Text_is_read_as_a_form(string text, string name, string value)
    {
        var pairs = new List<KeyValuePair<string, string>>();

        FormText.TryRead(Encoding.UTF8.GetBytes(text), pairs).ShouldBeTrue();

        pairs.ShouldHaveSingleItem().ShouldBe(new(name, value));
    }

    [Theory]
    [InlineData("a=%ff")]
    [InlineData("%c3=b")]
    [InlineData("a=%ed%a0%80")]
    public void What_is_not_UTF8_is_not_read(string text) => FormText.TryRead(Encoding.UTF8.GetBytes(text), []).ShouldBeFalse();

    [Theory]
    [InlineData("aZ09-_.~", "aZ09-_.~")]
    [InlineData(" *!'()+=&/:", "%20%2A%21%27%28%29%2B%3D%26%2F%3A")]
    [InlineData("你🎉", "%E4%BD%A0%F0%9F%8E%89")]
    public void Signatures_are_made_over_all_but_unreserved_characters_encoded(string text, string expected) =>
        FormText.Encode(text).ShouldBe(expected);
}
