using Pushway.Storage;
using Pushway.Storage.Sql;

namespace Pushway.IntegrationTests.Stepping;

/// <summary>Where a node is held up: around each piece of its work on the database.</summary>
internal abstract class Stops
{
    public abstract Task<T> AroundAsync<T>(Func<Task<T>> work, bool isWrite);
}

/// <summary>The real database with a stop before and after each transaction and each reading.</summary>
internal sealed class SteppedDatabase(Database database, Stops stops, bool leaveOpen) : Database(database.Dialect)
{
    public override Task MigrateAsync(CancellationToken cancellation) => database.MigrateAsync(cancellation);

    public override ValueTask DisposeAsync() => leaveOpen ? default : database.DisposeAsync();

    internal override Task<T> WriteAsync<T>(Func<Session, ValueTask<T>> work, CancellationToken cancellation) =>
        stops.AroundAsync(() => database.WriteAsync(work, cancellation), isWrite: true);

    internal override async ValueTask<T> ReadAsync<T>(
        Func<Session, ValueTask<T>> work, CancellationToken cancellation) =>
        await stops.AroundAsync(() => database.ReadAsync(work, cancellation).AsTask(), isWrite: false);

    internal override async ValueTask<T> SnapshotAsync<T>(
        Func<Session, ValueTask<T>> work, CancellationToken cancellation) =>
        await stops.AroundAsync(() => database.SnapshotAsync(work, cancellation).AsTask(), isWrite: false);
}
