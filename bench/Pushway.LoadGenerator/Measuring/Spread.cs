namespace Pushway.LoadGenerator.Measuring;

/// <summary>A figure over several rounds.</summary>
internal sealed record Spread(double Median, double Min, double Max)
{
    public static Spread? Of(IEnumerable<double?> values)
    {
        var sorted = values.OfType<double>().Order().ToArray();
        if (sorted.Length == 0) return null;
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    public string ToString(string format) =>
        string.Create(null, $"{Median.ToString(format, null)} ({Min.ToString(format, null)}–{Max.ToString(format, null)})");
}
