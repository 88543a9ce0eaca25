using Pushway.Core.Audiences;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Postgres;

/// <summary>PostgreSQL: arrays, <c>unnest</c>, row locks.</summary>
internal sealed class PostgresDialect : Dialect
{
    private const string Newest =
        "(push_id, delivery_id) < (@push_id, @delivery_id) ORDER BY push_id DESC, delivery_id DESC LIMIT @limit";

    public static readonly PostgresDialect Instance = new();

    public override string SkipLocked => " FOR UPDATE SKIP LOCKED";

    public override string In(string column, string parameter) => $"{column} = ANY({parameter})";

    public override string ForUpdate(string? table = null) => table is null ? " FOR UPDATE" : $" FOR UPDATE OF {table}";

    /// <summary>For devices in two, as the indexes are: what is open, and what is not.</summary>
    public override string[] DeliveriesOf(AudienceKind kind) => kind == AudienceKind.Users
        ? [$"user_id = @user_id AND app = @app AND {Newest}"]
        : [$"device_id = @device_id AND app = @app AND state <= 1 AND {Newest}", $"device_id = @device_id AND app = @app AND state > 1 AND {Newest}"];

    public override string Rows<T>(RowSet<T> set)
    {
        var arrays = set.Columns.Select(column => $"@{set.Name}_{column.Name}::{column.PostgresType}[]");
        return $"unnest({string.Join(", ", arrays)}) AS {set.Name}({set.Names})";
    }

    public override (string Name, object? Value)[] Parameters<T>(RowSet<T> set, IReadOnlyList<T> rows)
    {
        var parameters = new (string, object?)[set.Columns.Count];
        for (var i = 0; i < parameters.Length; i++)
        {
            var column = set.Columns[i];
            parameters[i] = ($"{set.Name}_{column.Name}", column.ToArray(rows));
        }
        return parameters;
    }
}
