namespace Pushway.Core.Retention;

/// <summary>Removes what is too old to be kept.</summary>
public interface IRetentionStore
{
    /// <summary>Removes rows of pushes whose validity ended before a time, the oldest first, in one short transaction: about
    /// <paramref name="limit"/> of them. Pushes that another node has in hand are passed over.</summary>
    Task<RemovedRows> RemovePushesAsync(DateTimeOffset before, int limit, CancellationToken cancellation);

    /// <summary>Removes what the daily cap counted on days before one, at most <paramref name="limit"/> rows; returns how many.</summary>
    Task<int> RemoveDaysAsync(DateOnly before, int limit, CancellationToken cancellation);
}

/// <summary>What one transaction removed. No rows: there is nothing left to remove.</summary>
public readonly record struct RemovedRows(int Rows, int Pushes);
