namespace Pushway.LoadGenerator.Measuring;

/// <summary>An upload to a tag, or a push to it, with what single pushes cost meanwhile.</summary>
internal sealed record TagFigures(
    string Name, int Users, double Seconds, long BeforeKb, long PeakKb, int Singles, double SingleP50Ms, double SingleP99Ms,
    double? ServerCpuSeconds)
{
    public double PerSecond => Users / Seconds;

    /// <summary>Of a push: devices that have confirmed it when the last user was reached.</summary>
    public int Delivered { get; init; }

    /// <summary>Resident memory at each tenth of the way.</summary>
    public IReadOnlyList<long> TenthsKb { get; init; } = [];
}
