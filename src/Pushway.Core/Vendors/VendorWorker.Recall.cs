using Pushway.Core.Channels;

namespace Pushway.Core.Vendors;

/// <content>What vendors are to take back. A vendor is asked until it has said something final or the recall's window is over; a lease that ends without
/// an answer is simply asked again, since that does no harm.</content>
public sealed partial class VendorWorker
{
    /// <summary>Says that vendors have something to take back.</summary>
    public void WakeRecalls()
    {
        foreach (var lane in _lanes.Values) lane.WakeRecalls();
    }

    private async Task RecallLoopAsync(
        VendorLane lane, IRecallingChannel channel, CancellationToken deadline, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var batch = await store.ClaimRecallsAsync(channel.Name, _options.BatchSize, Lease(), cancellation);
                if (batch.Count > 0) await RecallAsync(channel, batch, deadline);
                else await lane.WaitForRecallsAsync(cancellation);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                VendorLog.RecallFailed(logger, channel.Name, exception);
                await Task.Delay(FaultPause, time, cancellation);
            }
        }
    }

    private async Task RecallAsync(IRecallingChannel channel, IReadOnlyList<VendorRecall> batch, CancellationToken deadline)
    {
        CrashPoints.Pass(CrashPoints.RecallClaimed);
        var results = await AnswersAsync(
            timeout => channel.RecallAsync(batch, timeout), CrashPoints.RecallSent, channel.Name, batch.Count,
            static text => RecallResult.Later(retryAfter: null, text), deadline);
        CrashPoints.Pass(CrashPoints.RecallAnswered);
        var now = time.GetUtcNow();
        var outcomes = new List<RecallOutcome>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            metrics.Recalled(channel.Name, results[i].Status);
            var next = results[i].RetryAfter is { } pause ? now + pause : _retries.Next(now, batch[i].Attempt, now) ?? now;
            outcomes.Add(new RecallOutcome(batch[i], results[i], next));
        }
        await store.RecordRecallsAsync(channel.Name, outcomes, Lease(), CancellationToken.None);
    }
}
