namespace Pushway.LoadGenerator.Measuring;

/// <summary>A node on a seeded database.</summary>
/// <param name="Devices">In the database.</param>
/// <param name="Users">In the database.</param>
/// <param name="DatabaseMb">Size of the database file after seeding.</param>
/// <param name="StartSeconds">From the start of the process until it is ready.</param>
/// <param name="StartKb">Resident memory then.</param>
internal sealed record RegistryFigures(int Devices, int Users, double DatabaseMb, double StartSeconds, long? StartKb)
{
    public List<RegistrySeries> Series { get; init; } = [];
    public long? AfterwardsKb { get; set; }
}

/// <summary>One kind of call, over several rounds.</summary>
internal sealed record RegistrySeries(string Name, int Callers, Spread P50Ms, Spread P99Ms, Spread PerSecond);
