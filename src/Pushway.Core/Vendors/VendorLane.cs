using System.Threading.Channels;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;

namespace Pushway.Core.Vendors;

/// <summary>The new messages of one vendor channel in memory, and when its durable queue is looked at next.</summary>
internal sealed class VendorLane(IPushChannel channel, VendorOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(500);

    private readonly Channel<VendorIntent> _new = System.Threading.Channels.Channel.CreateBounded<VendorIntent>(
        new BoundedChannelOptions(options.MemoryQueue));
    private readonly WakeSignal _work = new(options.Parallel);
    private readonly WakeSignal _recalls = new();
    private long _pollAt;

    public IPushChannel Channel => channel;

    /// <summary>Takes a message that was just made durable; if there is no room, its row is found later.</summary>
    public void Offer(Delivery delivery, string content, string? vendorContent)
    {
        if (_new.Writer.TryWrite(new VendorIntent(delivery, content, vendorContent, Attempt: 1, IsRepeat: false))) _work.Set();
    }

    /// <summary>Says that the durable queue has something due.</summary>
    public void Wake()
    {
        Volatile.Write(ref _pollAt, 0);
        _work.Set();
    }

    public List<VendorIntent> TakeNew()
    {
        var batch = new List<VendorIntent>();
        while (batch.Count < options.BatchSize && _new.Reader.TryRead(out var intent)) batch.Add(intent);
        return batch;
    }

    /// <summary>True for one caller each time the durable queue is to be looked at.</summary>
    public bool TryPoll()
    {
        var at = Volatile.Read(ref _pollAt);
        var now = time.GetTimestamp();
        if (at != 0 && time.GetElapsedTime(at, now) < PollEvery) return false;
        return Interlocked.CompareExchange(ref _pollAt, now, at) == at;
    }

    public Task WaitAsync(CancellationToken cancellation) => _work.WaitAsync(PollEvery, time, cancellation);

    /// <summary>Says that the vendor has something to take back.</summary>
    public void WakeRecalls() => _recalls.Set();

    public Task WaitForRecallsAsync(CancellationToken cancellation) => _recalls.WaitAsync(PollEvery, time, cancellation);

    public void Dispose()
    {
        _work.Dispose();
        _recalls.Dispose();
    }
}
