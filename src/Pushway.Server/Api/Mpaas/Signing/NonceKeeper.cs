using Pushway.Core;
using Pushway.Core.Apps;

namespace Pushway.Server.Api.Mpaas.Signing;

/// <summary>Keeps the marks of calls in the database, a row a second, and reads them before the node takes calls: a restart makes no call
/// new. After a crash those of the last second are not known.</summary>
internal sealed class NonceKeeper(UsedNonces nonces, INonceStore store, TimeProvider time, ILogger<NonceKeeper> logger)
    : PeriodicLoop(TimeSpan.FromSeconds(1), time)
{
    private const int ForgetLimit = 100;

    // A time stamp may be that far ahead when its call is taken, and is good for as long again.
    private static readonly TimeSpan Life = 2 * CallAuthentication.Window + TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var batch in await store.ReadAsync(Time.GetUtcNow(), cancellationToken)) nonces.Restore(batch.Marks);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await KeepAsync(cancellationToken);
    }

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        await KeepAsync(cancellation);
        if (Time.GetUtcNow().Second == 0) await store.ForgetAsync(Time.GetUtcNow(), ForgetLimit, cancellation);
    }

    protected override void LogFailure(Exception exception) => ApiLog.NoncesNotKept(logger, exception);

    private async Task KeepAsync(CancellationToken cancellation)
    {
        var marks = nonces.TakeNew();
        if (marks.Length == 0) return;
        try
        {
            await store.AddAsync(new NonceBatch(Time.GetUtcNow() + Life, marks), cancellation);
        }
        catch
        {
            nonces.PutBack(marks);
            throw;
        }
    }
}
