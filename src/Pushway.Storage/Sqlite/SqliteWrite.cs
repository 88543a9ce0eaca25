using Pushway.Storage.Sql;

namespace Pushway.Storage.Sqlite;

/// <summary>One piece of work in the writer's queue, and the caller that waits for it.</summary>
internal abstract class SqliteWrite
{
    /// <summary>Runs inside the batch's transaction and keeps the result back until the commit.</summary>
    public abstract ValueTask RunAsync(Session session);

    /// <summary>Hands the result over: the commit is durable.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <summary>Work with a result of type <typeparamref name="T"/>.</summary>
internal sealed class SqliteWrite<T>(Func<Session, ValueTask<T>> work, CancellationToken cancellation) : SqliteWrite
{
    private readonly TaskCompletionSource<T> _waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _waiter.Task;

    public override async ValueTask RunAsync(Session session)
    {
        cancellation.ThrowIfCancellationRequested();
        _result = await work(session);
    }

    public override void Complete() => _waiter.TrySetResult(_result!);

    public override void Fail(Exception exception)
    {
        if (exception is OperationCanceledException cancelled) _waiter.TrySetCanceled(cancelled.CancellationToken);
        else _waiter.TrySetException(exception);
    }
}
