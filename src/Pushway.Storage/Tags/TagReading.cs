using Pushway.Core.Apps;
using Pushway.Core.Tags;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Tags;

/// <summary>Reads the users an expression means, in order of id. It looks along the tags that bound the expression, so that a page costs the same
/// however few of them are meant.</summary>
internal sealed class TagReading
{
    private readonly string _find;
    private readonly string _hold;
    private readonly string _having;
    private readonly string[] _candidates = [.. Enumerable.Range(1, TagExpression.MaxNames).Select(Candidates)];

    public TagReading(Dialect dialect)
    {
        _find = $"SELECT tag_id, name, members FROM tags WHERE app = @app AND {dialect.In("name", "@names")} ORDER BY tag_id";
        _hold = _find + dialect.ForUpdate();
        _having = $"SELECT user_id FROM tag_members WHERE tag_id = @tag_id AND {dialect.In("user_id", "@ids")}";
    }

    /// <summary>About how many users are to be looked at, or a tag that is missing.</summary>
    public async ValueTask<(long Expected, string? Missing)> ExpectAsync(Session session, AppKey app, TagExpression expression)
    {
        var (tags, missing) = await FindAsync(session, _find, app, expression);
        return missing is null ? (CoverOf(expression, tags).Sum(place => tags[place].Members), null) : (0, missing);
    }

    /// <summary>The next page. Held: none of the tags is deleted before the transaction ends.</summary>
    public async ValueTask<TagPage> ReadAsync(
        Session session, AppKey app, TagExpression expression, string after, int limit, bool isHeld)
    {
        var (tags, missing) = await FindAsync(session, isHeld ? _hold : _find, app, expression);
        if (missing is not null) return new TagPage([], 0, after, missing);
        var cover = CoverOf(expression, tags);
        var candidates = await session.QueryAsync(
            _candidates[cover.Count - 1], static row => row.GetString(0),
            [.. cover.Select((place, i) => ($"tag{i}", (object?)tags[place].Id)), ("after", after), ("limit", limit)]);
        if (candidates.Count == 0) return new TagPage([], 0, after, null);
        var places = await PlacesAsync(session, tags, cover, candidates);
        var users = new List<string>();
        for (var i = 0; i < candidates.Count; i++)
        {
            if (expression.Matches(places[i])) users.Add(candidates[i]);
        }
        return new TagPage(users, candidates.Count, candidates[^1], null);
    }

    /// <summary>Which of the tags each candidate has, a bit each.</summary>
    private async ValueTask<uint[]> PlacesAsync(
        Session session, StoredTag[] tags, IReadOnlyList<int> cover, List<string> candidates)
    {
        var places = new uint[candidates.Count];
        if (cover.Count == 1) Array.Fill(places, 1u << cover[0]);
        if (tags.Length == 1) return places;
        var numbers = new Dictionary<string, int>(candidates.Count, StringComparer.Ordinal);
        for (var i = 0; i < candidates.Count; i++) numbers.Add(candidates[i], i);
        string[] ids = [.. candidates];
        for (var place = 0; place < tags.Length; place++)
        {
            if (cover.Count == 1 && cover[0] == place) continue;
            var having = await session.QueryAsync(
                _having, static row => row.GetString(0), ("tag_id", tags[place].Id), ("ids", ids));
            foreach (var user in having) places[numbers[user]] |= 1u << place;
        }
        return places;
    }

    /// <summary>In the order of the expression's names.</summary>
    private static async ValueTask<(StoredTag[] Tags, string? Missing)> FindAsync(
        Session session, string find, AppKey app, TagExpression expression)
    {
        string[] names = [.. expression.Names];
        var found = await session.QueryAsync(
            find, static row => new StoredTag(row.GetInt64(0), row.GetString(1), row.GetInt64(2)), ("app", app.Value), ("names", names));
        var byName = found.ToDictionary(static tag => tag.Name, StringComparer.Ordinal);
        var missing = Array.Find(names, name => !byName.ContainsKey(name));
        return missing is null ? (Array.ConvertAll(names, name => byName[name]), null) : ([], missing);
    }

    private static IReadOnlyList<int> CoverOf(TagExpression expression, StoredTag[] tags) =>
        expression.Cover(Array.ConvertAll(tags, static tag => tag.Members));

    /// <summary>The first of the union are the first of each: none that comes before them can lie beyond a part's limit.</summary>
    private static string Candidates(int tags)
    {
        var parts = Enumerable.Range(0, tags).Select(static i => $"""
            SELECT user_id FROM (
                SELECT user_id FROM tag_members WHERE tag_id = @tag{i} AND user_id > @after ORDER BY user_id LIMIT @limit) AS part{i}
            """);
        return $"SELECT user_id FROM ({string.Join(" UNION ", parts)}) AS candidates ORDER BY user_id LIMIT @limit";
    }

    private readonly record struct StoredTag(long Id, string Name, long Members);
}
