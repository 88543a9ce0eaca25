using System.Diagnostics.CodeAnalysis;

namespace Pushway.Core.Tags;

/// <summary>Whom a push to tags is for: names with <c>and</c>, <c>or</c>, <c>not</c> and parentheses; <c>not</c> binds closest, then
/// <c>and</c>.</summary>
public sealed class TagExpression
{
    public const int MaxLength = 500;
    public const int MaxNames = 20;

    private readonly TagTerm _term;

    internal TagExpression(TagTerm term, IReadOnlyList<string> names) => (_term, Names) = (term, names);

    /// <summary>Each name once, in order of appearance.</summary>
    public IReadOnlyList<string> Names { get; }

    public static bool IsWord(string text) => text.ToLowerInvariant() is "and" or "or" or "not";

    /// <summary>One that was checked when it was accepted.</summary>
    public static TagExpression Parse(string text) =>
        TryParse(text, out var expression, out var mistake) ? expression : throw new FormatException(mistake);

    public static bool TryParse(
        string text, [NotNullWhen(true)] out TagExpression? expression, [NotNullWhen(false)] out string? mistake)
    {
        (expression, mistake) = new TagExpressionParser(text).Parse();
        if (expression?.Cover(new long[expression.Names.Count]).Count > 0) return true;
        mistake ??= "It also means users who have none of the tags it names, and nobody knows those. Join what is excluded to a tag, as in 'a and not b'.";
        return false;
    }

    /// <summary>Whether somebody is meant who has these of <see cref="Names"/>, a bit each.</summary>
    public bool Matches(uint tags) => _term.Matches(tags);

    /// <summary>Places of names one of which everybody has who is meant: of several ways the one with the fewest members.</summary>
    public IReadOnlyList<int> Cover(ReadOnlySpan<long> members)
    {
        var cover = _term.Cover(isNegated: false, members);
        var places = new List<int>();
        for (var i = 0; i < Names.Count; i++)
        {
            if ((cover & (1u << i)) != 0) places.Add(i);
        }
        return places;
    }
}
