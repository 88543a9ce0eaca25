namespace Pushway.Core.Tags;

/// <summary>A node of a <see cref="TagExpression"/>; sets of names are bits.</summary>
internal abstract record TagTerm
{
    public abstract bool Matches(uint tags);

    /// <summary>Some names one of which everybody has who matches, those with few members if there is a choice; none if it matches people
    /// who have none.</summary>
    public abstract uint Cover(bool isNegated, ReadOnlySpan<long> members);
}

internal sealed record NamedTag(int Place) : TagTerm
{
    public override bool Matches(uint tags) => (tags & (1u << Place)) != 0;

    public override uint Cover(bool isNegated, ReadOnlySpan<long> members) => isNegated ? 0 : 1u << Place;
}

internal sealed record NotTag(TagTerm Term) : TagTerm
{
    public override bool Matches(uint tags) => !Term.Matches(tags);

    public override uint Cover(bool isNegated, ReadOnlySpan<long> members) => Term.Cover(!isNegated, members);
}

/// <summary>Two terms with <c>and</c> or <c>or</c>.</summary>
internal sealed record TagPair(TagTerm Left, TagTerm Right, bool IsAnd) : TagTerm
{
    public override bool Matches(uint tags) =>
        IsAnd ? Left.Matches(tags) && Right.Matches(tags) : Left.Matches(tags) || Right.Matches(tags);

    public override uint Cover(bool isNegated, ReadOnlySpan<long> members)
    {
        var (left, right) = (Left.Cover(isNegated, members), Right.Cover(isNegated, members));
        // not (a and b) is (not a) or (not b).
        if (IsAnd == isNegated) return left == 0 || right == 0 ? 0 : left | right;
        if (left == 0 || right == 0) return left | right;
        return Count(left, members) <= Count(right, members) ? left : right;
    }

    private static long Count(uint tags, ReadOnlySpan<long> members)
    {
        var total = 0L;
        for (var i = 0; i < members.Length; i++)
        {
            if ((tags & (1u << i)) != 0) total += members[i];
        }
        return total;
    }
}
