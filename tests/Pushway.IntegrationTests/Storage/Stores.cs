using Microsoft.Extensions.Options;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Core.Retention;
using Pushway.Core.Scheduling;
using Pushway.Core.Statistics;
using Pushway.Core.Tags;
using Pushway.Core.Templates;
using Pushway.Core.Tracing;
using Pushway.Core.Vendors;
using Pushway.Storage;
using Pushway.Storage.Apps;
using Pushway.Storage.Audiences;
using Pushway.Storage.Control;
using Pushway.Storage.Devices;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Pushes;
using Pushway.Storage.Receipts;
using Pushway.Storage.Retention;
using Pushway.Storage.Scheduling;
using Pushway.Storage.Statistics;
using Pushway.Storage.Tags;
using Pushway.Storage.Templates;
using Pushway.Storage.Tracing;
using Pushway.Storage.Vendors;

namespace Pushway.IntegrationTests.Storage;

/// <summary>All stores on one database, as one node has them.</summary>
public sealed class Stores(Database database, PushOptions? pushes = null, VendorOrder? vendors = null) : IAsyncDisposable
{
    public Database Database => database;

    public IAppStore Apps { get; } = new AppStore(database);

    public IDeviceStore Devices { get; } = new DeviceStore(
        database, Options.Create(pushes ?? new PushOptions()), vendors ?? VendorOrder.None);

    public IDeviceHistoryStore Histories { get; } = new DeviceHistoryStore(database);

    public IPushStore Pushes { get; } = new PushStore(
        database, Options.Create(pushes ?? new PushOptions()), Options.Create(new SchedulingOptions { MaxPerApp = 50 }), vendors ?? VendorOrder.None);

    public IDeliveryStore Deliveries { get; } = new DeliveryStore(database);

    public IControlStore Control { get; } = new ControlStore(database, vendors ?? VendorOrder.None);

    public IScheduleStore Schedules { get; } = new ScheduleStore(database, vendors ?? VendorOrder.None);

    public IReceiptStore Receipts { get; } = new ReceiptStore(database);

    public ITraceStore Traces { get; } = new TraceStore(database);
    public IStatisticsStore Statistics { get; } = new StatisticsStore(database);

    public IVendorStore Vendors { get; } = new VendorStore(database, vendors ?? VendorOrder.None);

    public IRetentionStore Retention { get; } = new RetentionStore(database);

    public ITemplateStore Templates { get; } = new TemplateStore(database);

    public INonceStore Nonces { get; } = new NonceStore(database);

    public ITagStore Tags { get; } = new TagStore(database);

    public ITagUploadStore TagUploads { get; } = new TagUploadStore(database);

    public IAudienceStore Audiences { get; } = new AudienceStore(database, vendors ?? VendorOrder.None);

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
