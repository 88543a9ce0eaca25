using Microsoft.Extensions.Logging;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;

namespace Pushway.Core.Tags;

/// <summary>Walks over the users that pushes to tags are for, a page of one push after a page of another; a page and the place it ends at are one
/// transaction, so any node goes on where one died. It writes at most half of the time, and waits while the store is behind.</summary>
public sealed class TagWalker(
    IPushStore pushes, Dispatcher dispatcher, ReceiptRecorder recorder, TagMetrics metrics, TimeProvider time, ILogger<TagWalker> logger)
    : ClaimingLoop(time)
{
    /// <summary>Users looked at in one transaction.</summary>
    public const int PageSize = 500;

    /// <summary>Walks one page; false if none is due.</summary>
    public override async Task<bool> RunOnceAsync(CancellationToken cancellation)
    {
        await recorder.KeepUpAsync(cancellation);
        var started = Time.GetTimestamp();
        if (await pushes.WalkTagsAsync(PageSize, Time.GetUtcNow(), cancellation) is not { } page) return false;
        CrashPoints.Pass(CrashPoints.TagPage);
        metrics.Walked(page.Looked, page.Matched);
        var push = page.Push;
        // What is stored is sent, even if the node is told to stop meanwhile.
        await dispatcher.DispatchAsync(
            page.Deliveries, push.Content, push.VendorContent, push.Policy, push.CollapseKey, CancellationToken.None);
        if (page.End is { } end) TagLog.WalkEnded(logger, push.Id.Value, end, page.Total);
        await Task.Delay(Time.GetElapsedTime(started), Time, cancellation);
        return true;
    }

    protected override void LogFailure(Exception exception) => TagLog.WalkFailed(logger, exception);
}
