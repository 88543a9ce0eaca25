using Pushway.Core.Tags;

namespace Pushway.UnitTests.Core.Tags;

public sealed class TagExpressionTests
{
    [Theory]
    [InlineData("vip", "vip", true)]
    [InlineData("vip", "trial", false)]
    [InlineData("vip and trial", "vip", false)]
    [InlineData("vip or trial", "trial", true)]
    [InlineData("a or b and c", "a", true)]
    [InlineData("(a or b) and c", "a", false)]
    [InlineData("a and not b or c", "b c", true)]
    [InlineData("a and not (b or c)", "a c", false)]
    [InlineData("a AND Not b", "a", true)]
    [InlineData("  a\tand(not b)", "a", true)]
    [InlineData("not not a", "a", true)]
    [InlineData("not (not a or b)", "a", true)]
    [InlineData("vip-2_x and 会员", "vip-2_x 会员", true)]
    public void Not_binds_closest_then_and_then_or(string text, string has, bool expected)
    {
        var expression = TagExpression.Parse(text);
        var tags = 0u;
        foreach (var name in has.Split(' '))
        {
            if (Array.IndexOf([.. expression.Names], name) is >= 0 and var place) tags |= 1u << place;
        }

        expression.Matches(tags).ShouldBe(expected);
    }

    [Theory]
    [InlineData("", 1, "a tag is missing")]
    [InlineData("vip trial", 5, "'and' or 'or' is missing")]
    [InlineData("vip and", 8, "a tag is missing")]
    [InlineData("vip or or trial", 8, "a tag is missing before 'or'")]
    [InlineData("(vip", 5, "a ')' is missing")]
    [InlineData("vip )", 5, "this ')' closes nothing")]
    [InlineData("vip & trial", 5, "'&' is not allowed here")]
    [InlineData("vip and not", 12, "a tag is missing")]
    [InlineData("()", 2, "a tag is missing before ')'")]
    public void What_makes_no_sense_is_refused_with_its_place(string text, int place, string what)
    {
        TagExpression.TryParse(text, out _, out var mistake).ShouldBeFalse();
        mistake.ShouldBe($"At character {place}: {what}.");
    }

    [Fact]
    public void Length_names_and_length_of_names_are_bounded()
    {
        static string Names(int count) => string.Join(" or ", Enumerable.Range(0, count).Select(static i => $"t{i}"));
        TagExpression.TryParse(Names(TagExpression.MaxNames), out _, out _).ShouldBeTrue();
        TagExpression.TryParse(Names(TagExpression.MaxNames + 1), out _, out var names).ShouldBeFalse();
        names.ShouldContain("one tag too many");
        TagExpression.TryParse(new string('a', 64), out _, out _).ShouldBeTrue();
        TagExpression.TryParse(new string('a', 65), out _, out _).ShouldBeFalse();
        TagExpression.TryParse(new string(' ', TagExpression.MaxLength) + "a", out _, out var length).ShouldBeFalse();
        length.ShouldContain("500 is the limit");
        TagExpression.TryParse(new string('(', 249) + "a" + new string(')', 249), out _, out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("not a")]
    [InlineData("a or not b")]
    [InlineData("not (a and b)")]
    [InlineData("not (a and not b)")]
    public void What_also_means_users_without_any_of_the_tags_is_refused(string text)
    {
        TagExpression.TryParse(text, out _, out var mistake).ShouldBeFalse();
        mistake.ShouldStartWith("It also means users who have none");
    }

    [Theory]
    [InlineData("big and small", "small")]
    [InlineData("big and not small", "big")]
    [InlineData("big and (small or tiny)", "small,tiny")]
    [InlineData("big or small", "big,small")]
    [InlineData("not (not small or big)", "small")]
    public void It_is_looked_for_along_the_smallest_tags_that_hold_all_who_are_meant(string text, string expected)
    {
        var expression = TagExpression.Parse(text);
        var members = expression.Names.Select(static name => name switch { "big" => 1_000L, "small" => 10L, _ => 1L }).ToArray();

        expression.Cover(members).Select(place => expression.Names[place]).Order().ShouldBe(expected.Split(',').Order());
    }

    [Theory]
    [InlineData("and", false)]
    [InlineData("NOT", false)]
    [InlineData("a b", false)]
    [InlineData("", false)]
    [InlineData("android", true)]
    public void Words_of_expressions_are_no_names(string name, bool expected) => TagRules.IsName(name).ShouldBe(expected);
}
