using Pushway.Core.Apps;
using Pushway.Storage;
using Pushway.Storage.Sql;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Group commit on SQLite.</summary>
public sealed class SqliteWriterTests(SqliteEngine engine)
{
    private const string InsertSecret = "INSERT INTO secrets (name, value) VALUES (@name, @value)";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_that_fails_takes_nothing_back_of_its_neighbours_and_leaves_nothing_itself()
    {
        await using var stores = await OpenAsync(await engine.CreateAsync());
        using var gate = new Gate(stores.Database);
        var writes = Enumerable.Range(0, 9).Select(i => AddAsync(stores.Database, $"n{i}", fail: i % 3 == 1)).ToList();
        gate.Open();

        for (var i = 0; i < writes.Count; i++)
        {
            if (i % 3 == 1) await Should.ThrowAsync<InvalidOperationException>(writes[i]);
            else (await writes[i]).ShouldBe(1);
        }
        (await NamesAsync(stores)).ShouldBe(["n0", "n2", "n3", "n5", "n6", "n8"]);
    }

    [Fact]
    public async Task A_constraint_that_is_violated_fails_that_write_only()
    {
        await using var stores = await OpenAsync(await engine.CreateAsync());
        using var gate = new Gate(stores.Database);
        Task<int>[] writes =
            [AddAsync(stores.Database, "same"), AddAsync(stores.Database, "same"), AddAsync(stores.Database, "other")];
        gate.Open();

        await Should.ThrowAsync<Microsoft.Data.Sqlite.SqliteException>(writes[1]);
        await Task.WhenAll(writes[0], writes[2]);
        (await NamesAsync(stores)).ShouldBe(["other", "same"]);
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_when_the_file_is_opened_again()
    {
        var options = await engine.CreateAsync();
        AppKey app;
        long last;
        await using (var before = await OpenAsync(options))
        {
            app = (await before.Apps.CreateAsync(new NewApp("shop", "main", "Shop", Sample.Start), Cancel))!.Key;
            var racing = Enumerable.Range(0, 200)
                .Select(i => before.Pushes.AcceptAsync(Sample.ToUsers(app, $"user-{i}"), Cancel));
            last = (await Task.WhenAll(racing)).Cast<Core.Pushes.AcceptOutcome.Accepted>().Max(accepted => accepted.Id.Value);
        }
        await using var after = await OpenAsync(options);

        (await after.Pushes.FindAsync(app, new Core.Pushes.PushId(last), Sample.Start, Cancel)).ShouldNotBeNull();
        (await CountAsync(after, "pushes")).ShouldBe(200);
    }

    [Fact]
    public async Task Ids_go_on_after_the_stored_ones_even_if_the_clock_goes_back()
    {
        var options = await engine.CreateAsync();
        await using var stores = await OpenAsync(options);
        var future = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds() * 1000;
        await stores.Database.WriteAsync(
            session => session.ExecuteAsync(
                "INSERT INTO broadcast_counts VALUES (1, 0); INSERT INTO receipts (receipt_id, app, target, event, happened_at, seq, attempts, created_at) VALUES "
                + $"({future}, 1, 't', 'delivered', 0, 1, 0, 0)"),
            Cancel);
        await stores.DisposeAsync();
        await using var again = await OpenAsync(options);
        var ids = await again.Database.WriteAsync(session => session.NextIdsAsync(2), Cancel);

        ids.ShouldBe([future + 1, future + 2]);
    }

    [Fact]
    public async Task Whoever_waits_when_the_database_closes_gets_an_exception()
    {
        var stores = await OpenAsync(await engine.CreateAsync());
        var gate = new Gate(stores.Database);
        var waiting = Enumerable.Range(0, 5).Select(i => AddAsync(stores.Database, $"n{i}")).ToList();
        var closing = stores.DisposeAsync().AsTask();
        gate.Dispose();
        await closing;

        foreach (var write in waiting) await Should.ThrowAsync<ObjectDisposedException>(write);
        await Should.ThrowAsync<ObjectDisposedException>(AddAsync(stores.Database, "late"));
    }

    [Fact]
    public async Task A_write_that_is_cancelled_while_it_waits_is_not_made()
    {
        await using var stores = await OpenAsync(await engine.CreateAsync());
        using var cancelling = new CancellationTokenSource();
        using var gate = new Gate(stores.Database);
        var cancelled = AddCancellablyAsync(stores.Database, "cancelled", fail: false, cancelling.Token);
        var kept = AddAsync(stores.Database, "kept");
        await cancelling.CancelAsync();
        gate.Open();

        await Should.ThrowAsync<OperationCanceledException>(cancelled);
        await kept;
        (await NamesAsync(stores)).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task A_snapshot_does_not_see_what_is_written_meanwhile()
    {
        await using var stores = await OpenAsync(await engine.CreateAsync());
        var counts = await stores.Database.SnapshotAsync(
            async session =>
            {
                var before = await session.FirstAsync("SELECT count(*) FROM secrets", static row => row.GetInt64(0));
                await AddAsync(stores.Database, "meanwhile");
                return (before, await session.FirstAsync("SELECT count(*) FROM secrets ", static row => row.GetInt64(0)));
            },
            Cancel);

        counts.ShouldBe((0, 0));
        (await CountAsync(stores, "secrets")).ShouldBe(1);
    }

    private static Task<int> AddAsync(Database database, string name, bool fail = false) =>
        AddCancellablyAsync(database, name, fail, Cancel);

    private static Task<int> AddCancellablyAsync(Database database, string name, bool fail, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                var written = await session.ExecuteAsync(InsertSecret, ("name", name), ("value", new byte[] { 1 }));
                return fail ? throw new InvalidOperationException("asked to fail") : written;
            },
            cancellation);

    private static async Task<List<string>> NamesAsync(Stores stores) =>
        await stores.Database.ReadAsync(
            session => session.QueryAsync("SELECT name FROM secrets ORDER BY name", static row => row.GetString(0)),
            Cancel);

    private static async Task<long> CountAsync(Stores stores, string table) =>
        await stores.Database.ReadAsync(
            session => session.FirstAsync($"SELECT count(*) FROM {table}", static row => row.GetInt64(0)), Cancel);

    private async Task<Stores> OpenAsync(StorageOptions options)
    {
        var stores = engine.Open(options);
        await stores.Database.MigrateAsync(Cancel);
        return stores;
    }

    /// <summary>Holds the writer inside a commit until it is opened, so that what comes meanwhile makes one
    /// batch.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly ManualResetEventSlim _entered = new();

        public Gate(Database database)
        {
            _ = database.WriteAsync(Hold, CancellationToken.None);
            _entered.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
        }

        public void Open() => _open.Set();

        public void Dispose() => _open.Set();

        private ValueTask<bool> Hold(Session session)
        {
            _entered.Set();
            return ValueTask.FromResult(_open.Wait(TimeSpan.FromSeconds(10)));
        }
    }
}
