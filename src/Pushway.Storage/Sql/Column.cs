using System.Text.Json;
using SQLitePCL;

namespace Pushway.Storage.Sql;

/// <summary>One column of a <see cref="RowSet{T}"/>: where its values come from and how each engine is given
/// them.</summary>
internal abstract class Column<T>(string name, string postgresType)
{
    public string Name => name;

    public string PostgresType => postgresType;

    public abstract Array ToArray(IReadOnlyList<T> rows);

    public abstract void Write(Utf8JsonWriter json, T row);

    public abstract void Bind(sqlite3_stmt statement, int index, T row);
}

/// <summary>A column of whole numbers: ids, states, times.</summary>
internal sealed class NumberColumn<T>(string name, Func<T, long?> get) : Column<T>(name, "bigint")
{
    public override Array ToArray(IReadOnlyList<T> rows)
    {
        var values = new long?[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = get(rows[i]);
        return values;
    }

    public override void Write(Utf8JsonWriter json, T row)
    {
        if (get(row) is { } value) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }

    public override void Bind(sqlite3_stmt statement, int index, T row)
    {
        if (get(row) is { } value) raw.sqlite3_bind_int64(statement, index, value);
        else raw.sqlite3_bind_null(statement, index);
    }
}

/// <summary>A column of text.</summary>
internal sealed class TextColumn<T>(string name, Func<T, string?> get) : Column<T>(name, "text")
{
    public override Array ToArray(IReadOnlyList<T> rows)
    {
        var values = new string?[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = get(rows[i]);
        return values;
    }

    public override void Write(Utf8JsonWriter json, T row) => json.WriteStringValue(get(row));

    public override void Bind(sqlite3_stmt statement, int index, T row)
    {
        if (get(row) is { } value) raw.sqlite3_bind_text(statement, index, value);
        else raw.sqlite3_bind_null(statement, index);
    }
}
