using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>What targets get in place of their push's content. Deliveries find it by push and target, however late they
/// are made.</summary>
internal sealed class TargetContents(Dialect dialect)
{
    private static readonly RowSet<NumberedTarget> Set = new(
        "r",
        new NumberColumn<NumberedTarget>("target_no", target => target.No),
        new TextColumn<NumberedTarget>("content", target => target.Own!.Content));

    private readonly string _insert = $"""
        INSERT INTO target_contents (push_id, target_no, content)
        SELECT @push_id, r.target_no, r.content FROM {dialect.Rows(Set)}
        """;

    /// <summary>The content of a target or delivery <paramref name="row"/> of a push <c>p</c>; other pushes than personal
    /// ones do not look for it.</summary>
    public static string Of(string row) => $"""
        CASE WHEN p.personal THEN (
            SELECT c.content FROM target_contents c
            WHERE c.push_id = {row}.push_id AND c.target_no = {row}.target_no) END
        """;

    public async ValueTask AddAsync(Session session, PushId push, List<NumberedTarget> targets)
    {
        var own = targets.FindAll(static target => target.Own is not null);
        if (own.Count == 0) return;
        (string, object?)[] parameters = [.. session.Dialect.Parameters(Set, own), ("push_id", push.Value)];
        await session.ExecuteAsync(_insert, parameters);
    }
}
