using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Pushway.Core.Apps;
using Pushway.Core.Pushes;
using Pushway.Storage;
using Pushway.Storage.Postgres;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Storage;

/// <summary>A PostgreSQL server that crashes and comes back.</summary>
public sealed class PostgresRestartTests
{
    [Fact]
    public async Task What_was_acknowledged_survives_and_the_pool_recovers()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var server = await PostgresServer.StartAsync(cancellation);
        var options = new StorageOptions
        {
            Engine = StorageEngine.Postgres,
            ConnectionString = await server.CreateDatabaseAsync(cancellation),
        };
        await using var stores = new Stores(
            new PostgresDatabase(Options.Create(options), NullLogger<PostgresDatabase>.Instance));
        await stores.Database.MigrateAsync(cancellation);
        var app = (await stores.Apps.CreateAsync(new NewApp("app", "main", "App", Sample.Start), cancellation))!.Key;
        var before = await AcceptManyAsync(stores, app, cancellation);

        await server.RestartAsync(cancellation);

        var failures = 0;
        IReadOnlyList<PushId> after = [];
        while (after.Count == 0 && failures < 50)
        {
            try
            {
                after = await AcceptManyAsync(stores, app, cancellation);
            }
            catch (NpgsqlException)
            {
                failures++;
            }
        }
        foreach (var id in before.Concat(after))
            (await stores.Pushes.FindAsync(app, id, Sample.Start, cancellation)).ShouldNotBeNull();
        after.Count.ShouldBe(20);
        after.Min(id => id.Value).ShouldBeGreaterThan(before.Max(id => id.Value));
    }

    private static async Task<IReadOnlyList<PushId>> AcceptManyAsync(Stores stores, AppKey app, CancellationToken cancellation)
    {
        var racing = Enumerable.Range(0, 20)
            .Select(i => stores.Pushes.AcceptAsync(Sample.ToUsers(app, $"user-{i}"), cancellation));
        return [.. (await Task.WhenAll(racing)).Cast<AcceptOutcome.Accepted>().Select(accepted => accepted.Id)];
    }
}
