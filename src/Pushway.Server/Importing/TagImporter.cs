using Pushway.Core.Apps;
using Pushway.Core.Bindings;
using Pushway.Core.Tags;

namespace Pushway.Server.Importing;

/// <summary>Which users have which tags.</summary>
internal sealed class TagImporter(App app, ITagStore tags, TagOptions limits, TimeProvider time) : IImporter
{
    public IReadOnlyList<string> Columns { get; } = ["tag", "userId"];

    public async Task<IReadOnlyList<RowOutcome>> ImportAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellation)
    {
        var outcomes = new RowOutcome[rows.Count];
        foreach (var group in Enumerable.Range(0, rows.Count).GroupBy(i => rows[i].Text("tag"), StringComparer.Ordinal))
        {
            var outcome = TagRules.CheckName(group.Key) is { } refused ? RowOutcome.Bad(refused.Detail) : RowOutcome.Imported;
            foreach (var i in group)
                outcomes[i] = UserIds.IsValid(rows[i].Text("userId")) ? outcome : RowOutcome.BadUser;
            var users = group.Where(i => outcomes[i].Result == RowResult.Imported).Select(i => rows[i].Text("userId")).Distinct().ToList();
            if (users.Count == 0) continue;
            if (await tags.AddAsync(app.Key, group.Key, users, limits.MaxPerApp, time.GetUtcNow(), cancellation) is not null) continue;
            foreach (var i in group) outcomes[i] = RowOutcome.Bad($"the app has {limits.MaxPerApp} tags");
        }
        return outcomes;
    }
}
