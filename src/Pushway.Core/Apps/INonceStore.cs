namespace Pushway.Core.Apps;

/// <summary>Marks of signed calls that were taken and could be repeated, in batches: one row for many calls.</summary>
public interface INonceStore
{
    Task AddAsync(NonceBatch batch, CancellationToken cancellation);

    /// <summary>Those that have not expired.</summary>
    Task<IReadOnlyList<NonceBatch>> ReadAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Deletes expired ones, at most <paramref name="limit"/>; returns how many.</summary>
    Task<int> ForgetAsync(DateTimeOffset now, int limit, CancellationToken cancellation);
}

/// <summary>Marks, eight bytes each after eight of their minute, that mean nothing after <paramref name="ExpiresAt"/>.</summary>
public sealed record NonceBatch(DateTimeOffset ExpiresAt, byte[] Marks);
