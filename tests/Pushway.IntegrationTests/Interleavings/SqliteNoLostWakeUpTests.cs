namespace Pushway.IntegrationTests.Interleavings;

public sealed class SqliteNoLostWakeUpTests : NoLostWakeUpContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pushway-interleavings-");

    private protected override int Nodes => 1;

    protected override int Scenarios => 2_000;

    public void Dispose() => _folder.Delete(recursive: true);

    protected override Task<Dictionary<string, string?>> CreateDatabaseAsync() => Task.FromResult(
        new Dictionary<string, string?>
        {
            ["Storage:Engine"] = "Sqlite",
            ["Storage:Path"] = Path.Combine(_folder.FullName, "pushway.db"),
            ["Storage:Synchronous"] = "Normal",
        });
}
