using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Core.Scheduling;
using Pushway.Core.Vendors;

namespace Pushway.Core.Control;

/// <summary>Pauses, resumes and recalls what was accepted. The store knows first, then the connections: what a reading that began before has
/// in hand is not sent after the answer.</summary>
public sealed class PushControl(
    IControlStore store,
    IDeviceSessions sessions,
    OpenBroadcasts broadcasts,
    PushWorker worker,
    BroadcastWalker walker,
    RecallWorker recalls,
    VendorWorker vendors,
    ScheduleWorker schedules,
    CallbackSender callbacks,
    RecallMetrics metrics,
    TimeProvider time)
{
    /// <summary>How long after acceptance a message can be recalled, and how long a recall waits for its device.</summary>
    public static readonly TimeSpan RecallWindow = TimeSpan.FromDays(7);

    private const int PageSize = 1_000;

    public async Task<ControlStatus> PauseAsync(AppKey app, PushId push, CancellationToken cancellation)
    {
        var outcome = await store.PauseAsync(app, push, time.GetUtcNow(), cancellation);
        if (outcome.Status != ControlStatus.Done) return outcome.Status;
        sessions.Hold(push);
        if (outcome.Audience == AudienceKind.Everyone) await broadcasts.ReloadAsync(CancellationToken.None);
        return ControlStatus.Done;
    }

    /// <summary>Wakes those for whom something of the push waits, and nobody else.</summary>
    public async Task<ControlStatus> ResumeAsync(AppKey app, PushId push, CancellationToken cancellation)
    {
        // Those that are paused do not count, so others may have taken its place.
        if (broadcasts.Count(app) >= OpenBroadcasts.MaxPerApp && await store.IsPausedBroadcastAsync(app, push, cancellation))
            return ControlStatus.TooMany;
        var outcome = await store.ResumeAsync(app, push, time.GetUtcNow(), cancellation);
        if (outcome.Status != ControlStatus.Done) return outcome.Status;
        sessions.Release(push);
        if (outcome.Audience == AudienceKind.Everyone) await broadcasts.ReloadAsync(CancellationToken.None);
        else await WakeAsync(push);
        worker.Wake();
        walker.Wake();
        schedules.Wake();
        return ControlStatus.Done;
    }

    public async Task<ControlStatus> RevokeAsync(AppKey app, PushId push, CancellationToken cancellation)
    {
        var outcome = await store.RevokeAsync(app, push, time.GetUtcNow(), cancellation);
        if (outcome.Status != ControlStatus.Done) return outcome.Status;
        sessions.Hold(push);
        if (outcome.Audience == AudienceKind.Everyone) await broadcasts.ReloadAsync(CancellationToken.None);
        recalls.Wake();
        return ControlStatus.Done;
    }

    /// <summary>Revokes a push that has yet to start; Ended if it has.</summary>
    public async Task<ControlStatus> CancelAsync(AppKey app, PushId push, CancellationToken cancellation)
    {
        var outcome = await store.CancelAsync(app, push, time.GetUtcNow(), cancellation);
        if (outcome.Status == ControlStatus.Done) recalls.Wake();
        return outcome.Status;
    }

    /// <summary>Recalls the message of a caller's key to a device or user. Null if there is none.</summary>
    public async Task<RecalledMessage?> RevokeMessageAsync(
        AppKey app, AudienceKind kind, NamedTarget target, CancellationToken cancellation)
    {
        var message = await store.RevokeMessageAsync(app, kind, target, time.GetUtcNow(), cancellation);
        if (message is null) return null;
        foreach (var delivery in message.Cancelled) sessions.Hold(delivery.Id);
        metrics.Called(message.Devices.Count);
        foreach (var device in message.Devices) sessions.Wake(device);
        vendors.WakeRecalls();
        callbacks.Wake();
        return message;
    }

    private async Task WakeAsync(PushId push)
    {
        var last = default(OpenDelivery);
        IReadOnlyList<OpenDelivery> page;
        do
        {
            page = await store.ReadOpenAsync(push, last, PageSize, CancellationToken.None);
            foreach (var delivery in page) sessions.Wake(delivery.Address);
            if (page.Count > 0) last = page[^1];
        }
        while (page.Count == PageSize);
    }
}
