using Pushway.Core.Apps;
using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Core.Tracing;
using Pushway.IntegrationTests.Statistics;
using Pushway.Storage;

namespace Pushway.IntegrationTests.Storage;

/// <summary>A fresh database with one app for each test, and short words for what tests do with it.</summary>
public abstract class StoreContract(TestEngine engine) : IAsyncLifetime
{
    private long _nonces;

    protected static readonly DateTimeOffset Now = Sample.Start;

    private static readonly string[] OfPushes =
        [.. ReceiptEvents.All.Except([ReceiptEvents.Bound, ReceiptEvents.Unbound, ReceiptEvents.TokenDead])];

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected Stores Stores { get; private set; } = null!;

    protected StorageOptions Options { get; private set; } = null!;

    protected AppKey App { get; private set; }

    /// <summary>The test has written messages that no store counted.</summary>
    protected bool RowsAreMadeUp { get; set; }

    public virtual async ValueTask InitializeAsync()
    {
        Options = await engine.CreateMigratedAsync();
        Stores = engine.Open(Options);
        await Stores.Database.MigrateAsync(Cancel);
        App = await AppAsync("app");
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (!RowsAreMadeUp) await FullScan.ShouldAgreeAsync(Stores.Database, CancellationToken.None);
        await Stores.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>As a node does that is started again.</summary>
    protected async Task ReopenAsync()
    {
        await Stores.DisposeAsync();
        Stores = engine.Open(Options);
        await Stores.Database.MigrateAsync(Cancel);
    }

    protected async Task<AppKey> AppAsync(string name) =>
        (await Stores.Apps.CreateAsync(new NewApp(name, "main", name, Now), Cancel))!.Key;

    /// <summary>A device that has authenticated.</summary>
    protected async Task<DeviceAddress> DeviceAsync(string id)
    {
        var address = await ProvisionalAsync(id, Now);
        await Stores.Devices.TouchAsync([new SeenDevice(address, Now)], Cancel);
        return address;
    }

    protected async Task<DeviceAddress> ProvisionalAsync(string id, DateTimeOffset at)
    {
        var nonce = Sample.Hash($"nonce {id} {_nonces++}");
        var issued = await Stores.Devices.IssueAsync(App, new NewDevice(new DeviceId(id), nonce, "android", at), Cancel);
        return new DeviceAddress(App, issued.Device);
    }

    protected async Task<BindingChange> BindAsync(DeviceAddress device, string user, long timestamp = 1) =>
        (await Stores.Devices.BindAsync(device, new BindingRequest(user, timestamp, Now), Cancel))!.Value;

    protected async Task<BindingChange> UnbindAsync(DeviceAddress device, string user, long timestamp) =>
        (await Stores.Devices.UnbindAsync(device, new BindingRequest(user, timestamp, Now), Cancel))!.Value;

    protected async Task<AcceptOutcome.Accepted> AcceptAsync(NewPush push) =>
        (await Stores.Pushes.AcceptAsync(push, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();

    protected async Task<WaitingPage> WaitingAsync(DeviceAddress device, int limit = 100) =>
        await Stores.Deliveries.ReadWaitingAsync(device, 0, limit, Now, Cancel);

    protected Task RecordAsync(params DeliveryOutcome[] outcomes) => Stores.Deliveries.RecordAsync(outcomes, Cancel);

    protected async Task<IReadOnlyList<DeliveryTrace>> TraceAsync(PushId push) =>
        (await Stores.Traces.ReadPushAsync(App, push, null, 1_000, Cancel))!.Items;

    protected Task<PushSummary?> FindAsync(PushId push) => Stores.Pushes.FindAsync(App, push, Now, Cancel);

    /// <summary>Wants these events; all that tell of a push if none is named.</summary>
    protected Task WantReceiptsAsync(params string[] events) =>
        Stores.Apps.PutCallbackAsync(
            App, new CallbackSettings("http://localhost/", events.Length > 0 ? events : OfPushes, true),
            Cancel);

    /// <summary>Takes every receipt that is due a day from now.</summary>
    protected Task<IReadOnlyList<Receipt>> ReceiptsAsync() =>
        ClaimAsync(Stores, "test", 1_000, Now.AddDays(1), Now.AddDays(2));

    /// <summary>What is due longest; empty if nothing is.</summary>
    protected static async Task<IReadOnlyList<Receipt>> ClaimAsync(
        Stores stores, string owner, int limit, DateTimeOffset at, DateTimeOffset leaseUntil) =>
        await stores.Receipts.FindDueAsync([], at, Cancel) is { } due
            ? await stores.Receipts.ClaimAsync(owner, due, limit, at, leaseUntil, Cancel)
            : [];
}
