using Pushway.Core.Audiences;

namespace Pushway.Storage.Sql;

/// <summary>The few pieces of SQL in which the engines differ. Stores build their texts with it once.</summary>
internal abstract class Dialect
{
    /// <summary>True where the column is one of the values of an array parameter.</summary>
    public abstract string In(string column, string parameter);

    /// <summary>The table expression for a row set.</summary>
    public abstract string Rows<T>(RowSet<T> set);

    /// <summary>The parameters that carry the rows of a set.</summary>
    public abstract (string Name, object? Value)[] Parameters<T>(RowSet<T> set, IReadOnlyList<T> rows);

    /// <summary>Ends a select whose rows are about to be changed. Empty where there is one writer.</summary>
    public abstract string ForUpdate(string? table = null);

    /// <summary>Conditions that find the deliveries of the device <c>@device_id</c> or of the user <c>@user_id</c> in any state, the first
    /// <c>@limit</c> before <c>@push_id</c> and <c>@delivery_id</c>. Each is for a statement of its own.</summary>
    public abstract string[] DeliveriesOf(AudienceKind kind);

    /// <summary>As <see cref="ForUpdate"/>, passing over rows somebody else has locked.</summary>
    public abstract string SkipLocked { get; }
}
