using System.Buffers;
using System.Text;
using System.Text.Json;
using Pushway.Core.Audiences;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Sqlite;

/// <summary>SQLite: arrays and rows travel as JSON text; no locks, since there is one writer.</summary>
internal sealed class SqliteDialect : Dialect
{
    public static readonly SqliteDialect Instance = new();

    public override string SkipLocked => "";

    public override string In(string column, string parameter) =>
        $"{column} IN (SELECT value FROM json_each({parameter}))";

    public override string ForUpdate(string? table = null) => "";

    public override string[] DeliveriesOf(AudienceKind kind) => [$"delivery_id IN ({DeliverySegments.Find(kind)})"];

    public override string Rows<T>(RowSet<T> set)
    {
        var values = set.Columns.Select((column, i) => $"value ->> {i} AS {column.Name}");
        return $"(SELECT {string.Join(", ", values)} FROM json_each(@{set.Name})) AS {set.Name}";
    }

    public override (string Name, object? Value)[] Parameters<T>(RowSet<T> set, IReadOnlyList<T> rows)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * (rows.Count + 1));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var row in rows)
            {
                json.WriteStartArray();
                foreach (var column in set.Columns) column.Write(json, row);
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }
        return [(set.Name, Encoding.UTF8.GetString(buffer.WrittenSpan))];
    }
}
