namespace Pushway.Storage.Sql;

/// <summary>The shape of many rows that go into one statement as its parameters; the statement sees them as a table of
/// the set's name.</summary>
internal sealed class RowSet<T>(string name, params Column<T>[] columns)
{
    public string Name => name;

    public IReadOnlyList<Column<T>> Columns => columns;

    /// <summary>The columns for a select list.</summary>
    public string List => string.Join(", ", columns.Select(column => $"{name}.{column.Name}"));

    /// <summary>The columns' bare names, for the head of an insert.</summary>
    public string Names => string.Join(", ", columns.Select(column => column.Name));
}
