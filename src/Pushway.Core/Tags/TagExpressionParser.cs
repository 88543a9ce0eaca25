namespace Pushway.Core.Tags;

/// <summary>Reads an expression from left to right, or says at which character it stops making sense.</summary>
internal sealed class TagExpressionParser(string text)
{
    private readonly List<string> _names = [];
    private int _at;
    private int _start;
    private string _token = "";
    private string? _mistake;

    public (TagExpression? Expression, string? Mistake) Parse()
    {
        if (text.Length > TagExpression.MaxLength)
            return (null, $"It has {text.Length} characters; {TagExpression.MaxLength} is the limit.");
        Advance();
        var term = Either();
        if (_mistake is null && _token.Length > 0) Fail(_token == ")" ? "this ')' closes nothing" : "'and' or 'or' is missing");
        return _mistake is null ? (new TagExpression(term, _names), null) : (null, _mistake);
    }

    private TagTerm Either()
    {
        var term = Both();
        while (TakeWord("or")) term = new TagPair(term, Both(), IsAnd: false);
        return term;
    }

    private TagTerm Both()
    {
        var term = One();
        while (TakeWord("and")) term = new TagPair(term, One(), IsAnd: true);
        return term;
    }

    private TagTerm One()
    {
        if (TakeWord("not")) return new NotTag(One());
        if (!Take("(")) return Named();
        var term = Either();
        if (!Take(")")) Fail("a ')' is missing");
        return term;
    }

    private NamedTag Named()
    {
        if (!TagRules.IsName(_token))
        {
            Fail(_token.Length switch
            {
                0 => "a tag is missing",
                > TagRules.MaxNameLength => "this is no name of a tag",
                _ => $"a tag is missing before '{_token}'",
            });
            return new NamedTag(0);
        }
        var place = _names.IndexOf(_token);
        if (place < 0)
        {
            place = _names.Count;
            if (place == TagExpression.MaxNames) Fail($"this is one tag too many; {TagExpression.MaxNames} are the limit");
            else _names.Add(_token);
        }
        Advance();
        return new NamedTag(place);
    }

    private bool TakeWord(string word) => TagExpression.IsWord(_token) && Take(word);

    private bool Take(string token)
    {
        if (_mistake is not null || !_token.Equals(token, StringComparison.OrdinalIgnoreCase)) return false;
        Advance();
        return true;
    }

    private void Advance()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        _start = _at;
        if (_at == text.Length) _token = "";
        else if (text[_at] is '(' or ')') _token = text[_at++..][..1];
        else _token = Word();
    }

    private string Word()
    {
        while (_at < text.Length && TagRules.IsNameCharacter(text[_at])) _at++;
        if (_at > _start) return text[_start.._at];
        Fail($"'{text[_at]}' is not allowed here");
        return "";
    }

    private void Fail(string what) => _mistake ??= $"At character {_start + 1}: {what}.";
}
