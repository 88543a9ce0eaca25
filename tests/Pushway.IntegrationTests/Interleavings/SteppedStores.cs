using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Events;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Interleavings;

/// <summary>Finds the commit points of the scenario that a call belongs to; calls of no scenario pass freely.</summary>
internal sealed class CommitPointRegistry
{
    private static readonly AsyncLocal<CommitPoints?> Current = new();

    /// <summary>Everything started from here on, drains included, belongs to these points.</summary>
    public static void Enter(CommitPoints points) => Current.Value = points;

    public static ValueTask PassAsync() => Current.Value?.PassAsync() ?? default;

    public static async Task<T> AroundAsync<T>(Func<Task<T>> call)
    {
        await PassAsync();
        var result = await call();
        await PassAsync();
        return result;
    }
}

/// <summary>The real store with a stop before and after each commit of a binding change.</summary>
internal sealed class SteppedDeviceStore(IDeviceStore store) : IDeviceStore
{
    public Task<BindingChange?> BindAsync(DeviceAddress address, BindingRequest request, CancellationToken cancellation) =>
        CommitPointRegistry.AroundAsync(() => store.BindAsync(address, request, cancellation));

    public Task<BindingChange?> UnbindAsync(DeviceAddress address, BindingRequest request, CancellationToken cancellation) =>
        CommitPointRegistry.AroundAsync(() => store.UnbindAsync(address, request, cancellation));

    public Task<IssuedId> IssueAsync(AppKey app, NewDevice device, CancellationToken cancellation) =>
        store.IssueAsync(app, device, cancellation);

    public ValueTask<DeviceCredential?> FindCredentialAsync(DeviceAddress address, CancellationToken cancellation) =>
        store.FindCredentialAsync(address, cancellation);

    public Task<Core.Devices.Device?> FindAsync(DeviceAddress address, CancellationToken cancellation) =>
        store.FindAsync(address, cancellation);

    public Task<IReadOnlyDictionary<DeviceId, DeviceFacts>> ReadFactsAsync(
        AppKey app, IReadOnlyList<DeviceId> devices, CancellationToken cancellation) =>
        CommitPointRegistry.AroundAsync(() => store.ReadFactsAsync(app, devices, cancellation));

    public Task TouchAsync(IReadOnlyList<SeenDevice> seen, CancellationToken cancellation) =>
        store.TouchAsync(seen, cancellation);

    public Task<bool> ReportAsync(
        DeviceAddress address, DeviceReport report, VendorToken? token, DateTimeOffset now, CancellationToken cancellation) =>
        store.ReportAsync(address, report, token, now, cancellation);

    public Task<int> DeleteProvisionalAsync(
        DateTimeOffset createdBefore, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        store.DeleteProvisionalAsync(createdBefore, now, limit, cancellation);
}

/// <summary>The real store with a stop before and after each acceptance and each resolved page.</summary>
internal sealed class SteppedPushStore(IPushStore store) : IPushStore
{
    public Task<AcceptOutcome> AcceptAsync(NewPush push, CancellationToken cancellation) =>
        CommitPointRegistry.AroundAsync(() => store.AcceptAsync(push, cancellation));

    public Task<ResolvedPage?> ResolvePageAsync(
        PushId id, string owner, int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation) =>
        CommitPointRegistry.AroundAsync(() => store.ResolvePageAsync(id, owner, limit, now, leaseUntil, cancellation));

    public Task<ClaimedPush?> ClaimAsync(
        string owner, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation) =>
        CommitPointRegistry.AroundAsync(() => store.ClaimAsync(owner, now, leaseUntil, cancellation));

    public Task<PushSummary?> FindAsync(AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation) =>
        store.FindAsync(app, id, now, cancellation);

    public Task<int> ExpireAsync(DateTimeOffset now, int limit, CancellationToken cancellation) =>
        store.ExpireAsync(now, limit, cancellation);

    public Task<int> ForgetKeysAsync(DateTimeOffset now, int limit, CancellationToken cancellation) =>
        store.ForgetKeysAsync(now, limit, cancellation);
}

/// <summary>The real store with a stop before and after each look at what waits.</summary>
internal sealed class SteppedDeliveryStore(IDeliveryStore store) : IDeliveryStore
{
    public async ValueTask<WaitingPage> ReadWaitingAsync(
        DeviceAddress address, long firstBroadcast, int limit, DateTimeOffset now, CancellationToken cancellation) =>
        await CommitPointRegistry.AroundAsync(
            () => store.ReadWaitingAsync(address, firstBroadcast, limit, now, cancellation).AsTask());

    public Task<IReadOnlyList<DeviceAddress>> RecordAsync(IReadOnlyList<DeliveryOutcome> outcomes, CancellationToken cancellation) =>
        store.RecordAsync(outcomes, cancellation);

    public Task<RecordedEvents> RecordEventsAsync(
        IReadOnlyList<ClientEvent> events, string node, CancellationToken cancellation) =>
        store.RecordEventsAsync(events, node, cancellation);

    public Task<IReadOnlyList<DeviceAddress>> FindOverdueAsync(
        IReadOnlyList<DeviceAddress> devices, DateTimeOffset createdBefore, DateTimeOffset now, CancellationToken cancellation) =>
        store.FindOverdueAsync(devices, createdBefore, now, cancellation);

    public Task<IReadOnlyList<Broadcast>> ReadBroadcastsAsync(
        PushId after, DateTimeOffset now, CancellationToken cancellation) =>
        store.ReadBroadcastsAsync(after, now, cancellation);
}

/// <summary>The real store with a stop before and after each change of a push.</summary>
internal sealed class SteppedControlStore(IControlStore store) : IControlStore
{
    public Task<ControlOutcome> PauseAsync(AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation) =>
        CommitPointRegistry.AroundAsync(() => store.PauseAsync(app, id, now, cancellation));

    public Task<ControlOutcome> ResumeAsync(AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation) =>
        CommitPointRegistry.AroundAsync(() => store.ResumeAsync(app, id, now, cancellation));

    public Task<ControlOutcome> RevokeAsync(AppKey app, PushId id, DateTimeOffset now, CancellationToken cancellation) =>
        CommitPointRegistry.AroundAsync(() => store.RevokeAsync(app, id, now, cancellation));

    public Task<RecalledMessage?> RevokeMessageAsync(
        AppKey app, AudienceKind kind, NamedTarget target, DateTimeOffset now, CancellationToken cancellation) =>
        CommitPointRegistry.AroundAsync(() => store.RevokeMessageAsync(app, kind, target, now, cancellation));

    public Task<bool> IsPausedBroadcastAsync(AppKey app, PushId id, CancellationToken cancellation) =>
        store.IsPausedBroadcastAsync(app, id, cancellation);

    public Task<IReadOnlyList<OpenDelivery>> ReadOpenAsync(
        PushId id, OpenDelivery after, int limit, CancellationToken cancellation) =>
        store.ReadOpenAsync(id, after, limit, cancellation);

    public Task<PushId?> ClaimRecallAsync(
        string owner, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation) =>
        store.ClaimRecallAsync(owner, now, leaseUntil, cancellation);

    public Task<RecallPage?> RecallPageAsync(
        PushId id, string owner, int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellation) =>
        store.RecallPageAsync(id, owner, limit, now, leaseUntil, cancellation);
}
