using Pushway.Core.Apps;
using Pushway.Storage;

namespace Pushway.IntegrationTests.Storage;

/// <summary>How a database comes to its schema.</summary>
public abstract class MigrationContract(TestEngine engine)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fresh_database_gets_the_schema()
    {
        await using var stores = engine.Open(await engine.CreateAsync());
        await stores.Database.MigrateAsync(Cancel);

        (await stores.Apps.ListAppsAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        var options = await engine.CreateAsync();
        await using (var before = engine.Open(options))
        {
            await before.Database.MigrateAsync(Cancel);
            await before.Database.MigrateAsync(Cancel);
            await before.Apps.CreateAsync(new NewApp("shop", "main", "Shop", Sample.Start), Cancel);
        }
        await using var after = engine.Open(options);
        await after.Database.MigrateAsync(Cancel);

        (await after.Apps.ListAppsAsync(Cancel)).ShouldHaveSingleItem().AppId.ShouldBe("shop");
    }

    [Fact]
    public async Task Options_without_a_place_to_store_are_refused()
    {
        var options = await engine.CreateAsync();
        options.Path = null;
        options.ConnectionString = " ";

        new StorageOptionsValidator().Validate(null, options).Failed.ShouldBeTrue();
    }
}

public sealed class SqliteMigrationTests(SqliteEngine engine) : MigrationContract(engine);

public sealed class PostgresMigrationTests(PostgresEngine engine) : MigrationContract(engine)
{
    [Fact]
    public async Task Nodes_that_start_together_migrate_once()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var options = await engine.CreateAsync();
        var nodes = Enumerable.Range(0, 4).Select(_ => engine.Open(options)).ToList();

        await Task.WhenAll(nodes.Select(node => node.Database.MigrateAsync(cancellation)));

        (await nodes[3].Apps.ListAppsAsync(cancellation)).ShouldBeEmpty();
        foreach (var node in nodes) await node.DisposeAsync();
    }
}
