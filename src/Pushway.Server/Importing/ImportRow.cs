namespace Pushway.Server.Importing;

/// <summary>A row of a file, or why it cannot be read. Names of columns are compared without regard to case.</summary>
internal sealed record ImportRow(long Number, IReadOnlyDictionary<string, string> Values, string? Mistake = null)
{
    public static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    public static ImportRow Bad(long number, string mistake) => new(number, new Dictionary<string, string>(), mistake);

    /// <summary>Empty if the row does not have it.</summary>
    public string Text(string column) => Values.GetValueOrDefault(column, "");
}
