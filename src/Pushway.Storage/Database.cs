using Pushway.Storage.Sql;

namespace Pushway.Storage;

/// <summary>One of the two engines. The same work runs on both: text and parameters through a <see
/// cref="Session"/>.</summary>
public abstract class Database : IAsyncDisposable
{
    private protected Database(Dialect dialect) => Dialect = dialect;

    internal Dialect Dialect { get; }

    /// <summary>Brings the schema up to date and opens the database. Nodes that start at the same time wait for each
    /// other.</summary>
    public abstract Task MigrateAsync(CancellationToken cancellation);

    /// <summary>Runs work in a transaction; when this returns, it is durable. Work may run more than once, so it must
    /// not change anything but the database.</summary>
    internal abstract Task<T> WriteAsync<T>(Func<Session, ValueTask<T>> work, CancellationToken cancellation);

    /// <summary>Runs work that only reads. Each statement sees a snapshot of its own.</summary>
    internal abstract ValueTask<T> ReadAsync<T>(Func<Session, ValueTask<T>> work, CancellationToken cancellation);

    /// <summary>Runs work that only reads; all its statements see the same snapshot.</summary>
    internal abstract ValueTask<T> SnapshotAsync<T>(Func<Session, ValueTask<T>> work, CancellationToken cancellation);

    /// <summary>Ends every lease, so that work a dead run of this node had claimed goes on at once. Only for a node that knows it is alone.</summary>
    public Task TakeOverLeasesAsync(DateTimeOffset now, CancellationToken cancellation) =>
        WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("UPDATE pushes SET lease_until = NULL WHERE (unresolved OR recalling) AND lease_until IS NOT NULL");
                await session.ExecuteAsync(
                    "UPDATE receipts SET next_attempt_at = @now WHERE next_attempt_at > @now AND lease_owner IS NOT NULL", ("now", now.Ms()));
                // The lease's owner stays: it says that nobody knows the vendor's answer.
                await session.ExecuteAsync(
                    "UPDATE vendor_queue SET due_at = @now WHERE lease_owner IS NOT NULL AND due_at > @now", ("now", now.Ms()));
                await session.ExecuteAsync(
                    "UPDATE vendor_recalls SET due_at = @now WHERE lease_owner IS NOT NULL AND due_at > @now", ("now", now.Ms()));
                // Their nodes are dead: what is as old as this is ended by upkeep.
                await session.ExecuteAsync("UPDATE tag_uploads SET changed_at = 0 WHERE state = 0");
                await session.ExecuteAsync(
                    "UPDATE occurrences SET due_at = @now WHERE lease_owner IS NOT NULL AND due_at > @now", ("now", now.Ms()));
                return true;
            },
            cancellation);

    public abstract ValueTask DisposeAsync();
}
