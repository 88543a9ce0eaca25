using System.Data.Common;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>The tasks of apps: a row beside the push.</summary>
internal static class TaskRows
{
    private const string Insert = """
        INSERT INTO tasks (push_id, app, name, template, template_id, kind, delivery_type, msg_key, created_at)
        VALUES (@push_id, @app, @name, @template, @template_id, @kind, @delivery_type, @msg_key, @created_at)
        """;
    private const string Columns = "push_id, name, kind, template, template_id, delivery_type, msg_key, created_at";
    private const string List = $"""
        SELECT {Columns} FROM tasks
        WHERE app = @app AND created_at >= @from AND kind >= 2 AND (@any_name OR name = @name)
        ORDER BY created_at DESC, push_id DESC LIMIT @limit OFFSET @skip
        """;
    private const string Find = $"""
        SELECT {Columns} FROM tasks
        WHERE push_id = @push_id AND app = @app AND created_at >= @from AND kind >= 2 AND (@any_name OR name = @name) AND @skip = 0
        """;

    public static ValueTask<int> AddAsync(Session session, PushId id, NewPush push, PushTask task) => session.ExecuteAsync(
        Insert, ("push_id", id.Value), ("app", push.App.Value), ("name", task.Name), ("template", task.Template),
        ("template_id", task.TemplateId), ("kind", (int)task.Kind), ("delivery_type", task.DeliveryType), ("msg_key", task.Key),
        ("created_at", push.AcceptedAt.Ms()));

    public static async ValueTask<List<ListedTask>> ReadAsync(Session session, TaskQuery query)
    {
        List<(string, object?)> parameters =
        [
            ("app", query.App.Value), ("from", query.From.Ms()), ("any_name", query.Name is null), ("name", query.Name ?? ""),
            ("skip", query.Skip),
        ];
        if (query.Push is { } push) parameters.Add(("push_id", push.Value));
        else parameters.Add(("limit", query.Limit));
        return await session.QueryAsync(query.Push is null ? List : Find, Read, [.. parameters]);
    }

    private static ListedTask Read(DbDataReader row) => new(
        new PushId(row.GetInt64(0)),
        new PushTask(row.GetString(1), (TaskKind)row.GetInt32(2))
        {
            Template = row.TextOrNull(3),
            TemplateId = row.NumberOrNull(4),
            DeliveryType = (int?)row.NumberOrNull(5),
            Key = row.TextOrNull(6),
        },
        row.Time(7));
}
