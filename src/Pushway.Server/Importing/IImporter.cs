using Pushway.Core.Bindings;

namespace Pushway.Server.Importing;

/// <summary>Brings rows of one kind into the store. Importing a row again must do no harm: after a crash the last batch comes again.</summary>
internal interface IImporter
{
    /// <summary>The columns it knows; others are a mistake of the file.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>What became of each row, in their order.</summary>
    Task<IReadOnlyList<RowOutcome>> ImportAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellation);
}

/// <summary>What became of a row: imported, left out because what is here is newer, or refused with a reason.</summary>
internal readonly record struct RowOutcome(RowResult Result, string? Reason)
{
    public static readonly RowOutcome Imported = new(RowResult.Imported, null);

    public static readonly RowOutcome BadUser = Bad($"userId must have 1 to {BindingLimits.UserIdLength} printable characters");

    public static RowOutcome Kept(string reason) => new(RowResult.Kept, reason);

    public static RowOutcome Bad(string reason) => new(RowResult.Bad, reason);
}

internal enum RowResult
{
    Imported,
    Kept,
    Bad,
}
