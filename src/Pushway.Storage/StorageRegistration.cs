using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
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
using Pushway.Storage.Apps;
using Pushway.Storage.Audiences;
using Pushway.Storage.Control;
using Pushway.Storage.Devices;
using Pushway.Storage.Dispatching;
using Pushway.Storage.Postgres;
using Pushway.Storage.Pushes;
using Pushway.Storage.Receipts;
using Pushway.Storage.Retention;
using Pushway.Storage.Scheduling;
using Pushway.Storage.Sqlite;
using Pushway.Storage.Statistics;
using Pushway.Storage.Tags;
using Pushway.Storage.Templates;
using Pushway.Storage.Tracing;
using Pushway.Storage.Vendors;

namespace Pushway.Storage;

/// <summary>Puts the database and the stores of Core into a host.</summary>
public static class StorageRegistration
{
    /// <summary>Binds <see cref="StorageOptions"/> and registers <see cref="Database"/> and every store. Call <see
    /// cref="Database.MigrateAsync"/> before the first use.</summary>
    public static IServiceCollection AddPushwayStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.AddSingleton<Database>(provider =>
            provider.GetRequiredService<IOptions<StorageOptions>>().Value.Engine switch
            {
                StorageEngine.Sqlite => ActivatorUtilities.CreateInstance<SqliteDatabase>(provider),
                StorageEngine.Postgres => ActivatorUtilities.CreateInstance<PostgresDatabase>(provider),
            });
        services.AddSingleton<IAppStore, AppStore>();
        services.AddSingleton<IDeviceStore, DeviceStore>();
        services.AddSingleton<IDeviceHistoryStore, DeviceHistoryStore>();
        services.AddSingleton<IPushStore, PushStore>();
        services.AddSingleton<IScheduleStore, ScheduleStore>();
        services.AddSingleton<IControlStore, ControlStore>();
        services.AddSingleton<IDeliveryStore, DeliveryStore>();
        services.AddSingleton<IVendorStore, VendorStore>();
        services.AddSingleton<IReceiptStore, ReceiptStore>();
        services.AddSingleton<ITraceStore, TraceStore>();
        services.AddSingleton<IRetentionStore, RetentionStore>();
        services.AddSingleton<ITagStore, TagStore>();
        services.AddSingleton<ITagUploadStore, TagUploadStore>();
        services.AddSingleton<ITemplateStore, TemplateStore>();
        services.AddSingleton<INonceStore, NonceStore>();
        services.AddSingleton<IAudienceStore, AudienceStore>();
        services.AddSingleton<IStatisticsStore, StatisticsStore>();
        return services;
    }
}
