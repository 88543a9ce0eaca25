using Pushway.Core.Pushes;

namespace Pushway.UnitTests.Core.Pushes;

public sealed class PlaceholdersTests
{
    private static readonly Dictionary<string, string> First = new() { ["name"] = "Ann", ["both"] = "first", ["empty"] = "" };
    private static readonly Dictionary<string, string> Second = new() { ["姓名"] = "安", ["both"] = "second", ["mark"] = "#name#" };

    [Theory]
    [InlineData("Hi #name#!", "Hi Ann!")]
    [InlineData("#name##name#", "AnnAnn")]
    [InlineData("#both# #姓名#", "first 安")]
    [InlineData("[#empty#]", "[]")]
    [InlineData("#mark#", "#name#")]
    [InlineData("no mark", "no mark")]
    [InlineData("", "")]
    [InlineData("##name##", "#Ann#")]
    [InlineData("#1 of C# and # alone #", "#1 of C# and # alone #")]
    [InlineData("a#b c#d", "a#b c#d")]
    public void Names_between_marks_become_their_values(string text, string filled)
    {
        string? missing = null;
        Placeholders.Fill(text, First, Second, ref missing).ShouldBe(filled);
        missing.ShouldBeNull();
    }

    [Fact]
    public void The_first_name_without_a_value_is_told()
    {
        string? missing = null;
        Placeholders.Fill("#name# #who# #what#", First, null, ref missing);
        missing.ShouldBe("who");
    }

    [Fact]
    public void A_name_has_64_characters_at_most()
    {
        string? missing = null;
        var text = $"#{new string('n', 65)}#";
        Placeholders.Fill(text, null, null, ref missing).ShouldBe(text);
        missing.ShouldBeNull();
        Placeholders.Fill($"#{new string('n', 64)}#", null, null, ref missing);
        missing.ShouldNotBeNull();
    }
}
