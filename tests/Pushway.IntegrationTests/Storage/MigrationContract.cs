using Pushway.Core.Apps;
using Pushway.Core.Statistics;
using Pushway.Storage;

namespace Pushway.IntegrationTests.Storage;

/// <summary>How a database comes to its schema.</summary>
public abstract class MigrationContract(TestEngine engine)
{
    private const long Day = 86_400_000;

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

    /// <summary>Brings a new database to an older schema and fills it.</summary>
    protected abstract Task FillOldAsync(StorageOptions options, int migrations, string rows);

    [Fact]
    public async Task Receipts_of_an_older_schema_are_kept_and_dead_ones_get_an_age()
    {
        var options = await engine.CreateAsync();
        await FillOldAsync(options, 2, """
            INSERT INTO callbacks (app, url, events, enabled) VALUES (1, 'http://localhost/', ',delivered,', TRUE);
            INSERT INTO receipts (receipt_id, app, push_id, msg_key, target, device_id, event, reason, channel, happened_at, seq,
                attempts, created_at, next_attempt_at, lease_owner)
            VALUES (1, 1, 11, 'k', 't', 'd', 'delivered', NULL, 'gateway', 1000, 1, 3, 1000, 2000, NULL),
                (2, 1, 12, 'k', 't', 'd', 'expired', 'ttl', NULL, 1000, 1, 90, 5000, NULL, NULL);
            INSERT INTO broadcast_confirmations (app, device_id, number, push_id, state, channel, node, sent_at, finished_at)
            VALUES (1, 'd', 1, 13, 3, 'gateway', 'n', 0, 0);
            """);
        await using var stores = engine.Open(options);
        await stores.Database.MigrateAsync(Cancel);

        var due = (await stores.Receipts.FindDueAsync([], Sample.Start, Cancel)).ShouldNotBeNull();
        var kept = await stores.Receipts.ClaimAsync("x", due, 10, Sample.Start, Sample.Start.AddMinutes(1), Cancel);
        var receipt = kept.ShouldHaveSingleItem();
        (receipt.Id, receipt.Push, receipt.Key, receipt.Event, receipt.Attempts).ShouldBe(
            (1, new Core.Pushes.PushId(11), "k", "delivered", 4));
        var dead = (await stores.Receipts.ReadDeadAsync(
            new AppKey(1), new Core.Receipts.DeadFilter(null, null, null), 0, 10, Cancel)).ShouldHaveSingleItem();
        (dead.Receipt.Id, dead.DiedAt, dead.LastAnswer).ShouldBe(
            (2, DateTimeOffset.FromUnixTimeMilliseconds(86_405_000), null));
    }

    [Fact]
    public async Task Weeks_and_hours_of_all_kinds_are_summed_up_from_what_was_counted_before()
    {
        var options = await engine.CreateAsync();
        const string Columns = """
            app, scope, scope_id, step, starts_at, platform, channel, kind, pushes, messages, sent, accepted, delivered, displayed,
            opened, dismissed, failed
            """;
        var week = StatisticStep.Week.Floor(Sample.Start).ToUnixTimeMilliseconds();
        await FillOldAsync(options, CountBefore(options.Engine, "0017"), $"""
            INSERT INTO device_profiles (app, platform, app_version) VALUES (1, 'ios', '1.0');
            INSERT INTO statistics ({Columns}) VALUES
                (1, 1, 1, 2, {week}, 'ios', 'apns', -1, 0, 1, 1, 1, 1, 1, 1, 1, 0),
                (1, 1, 1, 2, {week + (6 * Day)}, 'ios', 'apns', -1, 0, 2, 2, 2, 2, 2, 2, 2, 0),
                (1, 1, 1, 2, {week + (7 * Day)}, 'ios', 'apns', -1, 0, 4, 4, 4, 4, 4, 4, 4, 0),
                (1, 0, 0, 1, {week}, 'ios', 'apns', 0, 0, 8, 8, 8, 8, 8, 8, 8, 0),
                (1, 0, 0, 1, {week}, 'ios', 'apns', 2, 0, 16, 16, 16, 16, 16, 16, 16, 0);
            """);
        await using var stores = engine.Open(options);
        await stores.Database.MigrateAsync(Cancel);

        var from = DateTimeOffset.FromUnixTimeMilliseconds(week);
        var days = new StatisticQuery(new AppKey(1), StatisticStep.Day, from, from.AddDays(7)) { IsTotal = true, By = StatisticGroups.Version | StatisticGroups.Channel };
        (await stores.Statistics.ReadAsync(days, Cancel)).ShouldHaveSingleItem().Counts.Sent.ShouldBe(3);
        var hours = new StatisticQuery(new AppKey(1), StatisticStep.Hour, from, from.AddDays(7)) { By = StatisticGroups.Channel };
        (await stores.Statistics.ReadAsync(hours, Cancel)).ShouldHaveSingleItem().Counts.Sent.ShouldBe(24);
    }

    [Fact]
    public async Task Templates_of_an_older_schema_get_numbers()
    {
        var options = await engine.CreateAsync();
        await FillOldAsync(options, CountBefore(options.Engine, "0018"), """
            INSERT INTO templates (app, name, notification, created_at) VALUES (1, 'b', '{}', 0), (1, 'a', '{}', 0), (2, 'a', '{}', 0);
            """);
        await using var stores = engine.Open(options);
        await stores.Database.MigrateAsync(Cancel);

        (await stores.Templates.ListAsync(new AppKey(1), "", 10, Cancel)).Select(static one => (one.Name, one.Id)).ShouldBe([("a", 1), ("b", 2)]);
        (await stores.Templates.FindAsync(new AppKey(1), 2, Cancel))!.Name.ShouldBe("b");
        (await stores.Templates.FindAsync(new AppKey(2), 2, Cancel)).ShouldBeNull();
    }

    /// <summary>How many scripts come before one.</summary>
    private static int CountBefore(StorageEngine of, string number) =>
        Scripts(of, int.MaxValue).Count(script => string.CompareOrdinal(script.Name, number) < 0);

    /// <summary>The first scripts of an engine, noted as applied.</summary>
    protected static IEnumerable<(string Name, string Text)> Scripts(StorageEngine of, int count)
    {
        var assembly = typeof(Database).Assembly;
        var prefix = $"Pushway.Storage.Migrations.{of}.";
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Take(count))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name[prefix.Length..], reader.ReadToEnd());
        }
    }
}

public sealed class SqliteMigrationTests(SqliteEngine engine) : MigrationContract(engine)
{
    protected override async Task FillOldAsync(StorageOptions options, int migrations, string rows)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={options.Path};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        var scripts = Scripts(StorageEngine.Sqlite, migrations).ToList();
        command.CommandText = string.Concat(scripts.Select(script => script.Text)) + rows
            + "CREATE TABLE SchemaVersions (SchemaVersionID INTEGER CONSTRAINT PK_SchemaVersions PRIMARY KEY AUTOINCREMENT NOT NULL, "
            + "ScriptName TEXT NOT NULL, Applied DATETIME NOT NULL);"
            + string.Concat(scripts.Select(script => $"INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('{script.Name}', 0);"));
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class PostgresMigrationTests(PostgresEngine engine) : MigrationContract(engine)
{
    protected override async Task FillOldAsync(StorageOptions options, int migrations, string rows)
    {
        await using var connection = new Npgsql.NpgsqlConnection(options.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        var scripts = Scripts(StorageEngine.Postgres, migrations).ToList();
        command.CommandText = string.Concat(scripts.Select(script => script.Text)) + rows
            + "CREATE TABLE schemaversions (schemaversionsid serial PRIMARY KEY, scriptname varchar(255) NOT NULL, "
            + "applied timestamp NOT NULL);"
            + string.Concat(scripts.Select(script => $"INSERT INTO schemaversions (scriptname, applied) VALUES ('{script.Name}', now());"));
        await command.ExecuteNonQueryAsync();
    }

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
