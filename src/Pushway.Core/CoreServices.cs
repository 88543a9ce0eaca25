using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Channels;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Core.Retention;
using Pushway.Core.Scheduling;
using Pushway.Core.Shaping;
using Pushway.Core.Statistics;
using Pushway.Core.Tags;
using Pushway.Core.Templates;
using Pushway.Core.Tracing;
using Pushway.Core.Vendors;

namespace Pushway.Core;

/// <summary>Composition of Core. The host adds stores, gateway, <see cref="MasterKey"/>, <see cref="SecretProtector"/>,
/// <see cref="NodeIdentity"/> and the <see cref="HttpMessageInvoker"/> of callbacks.</summary>
public static class CoreServices
{
    public static IServiceCollection AddPushwayCore(this IServiceCollection services)
    {
        services.AddOptions<PushOptions>().BindConfiguration(PushOptions.Section).ValidateOnStart();
        services.AddOptions<CallbackOptions>().BindConfiguration(CallbackOptions.Section).ValidateOnStart();
        services.AddOptions<EventOptions>().BindConfiguration(EventOptions.Section).ValidateOnStart();
        services.AddOptions<SchedulingOptions>().BindConfiguration(SchedulingOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SchedulingOptions>, SchedulingOptionsValidator>();
        services.AddSingleton<ScheduleMetrics>();
        services.AddSingleton<Schedules>();
        services.AddSingleton<IValidateOptions<EventOptions>, EventOptionsValidator>();
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>();
        services.AddOptions<TagOptions>().BindConfiguration(TagOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TagOptions>, TagOptionsValidator>();
        services.AddSingleton<IValidateOptions<PushOptions>, PushOptionsValidator>();
        services.AddSingleton<IValidateOptions<CallbackOptions>, CallbackOptionsValidator>();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<AppDirectory>();
        services.AddSingleton<DeviceSecrets>();
        services.AddSingleton<DeviceAuthentication>();
        services.AddSingleton<DeviceRegistration>();
        services.AddSingleton<DeviceBindings>();
        services.AddSingleton<DeviceReports>();
        services.AddSingleton<PushControl>();
        services.AddSingleton<ChannelSelector>();
        services.AddSingleton(provider =>
        {
            var vendors = provider.GetKeyedServices<IPushChannel>(VendorOrder.ChannelsKey).ToList();
            return new VendorOrder(
                vendors.Select(static channel => channel.Name),
                vendors.OfType<IRecallingChannel>().Select(static channel => channel.Name));
        });
        services.AddOptions<VendorOptions>().BindConfiguration(VendorOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<VendorOptions>, VendorOptionsValidator>();
        services.AddSingleton<VendorMetrics>();
        services.AddSingleton<OpenBroadcasts>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<DispatchMetrics>();
        services.AddSingleton<EventMetrics>();
        services.AddSingleton<RecallMetrics>();
        services.AddSingleton<RetentionMetrics>();
        services.AddSingleton<TagMetrics>();
        services.AddSingleton<WaitingMessages>();
        services.AddSingleton<DeviceViews>();
        services.AddSingleton<Traces>();
        services.AddSingleton<CallbackSigner>();
        services.AddSingleton<CallbackPost>();
        services.AddSingleton<CallbackTest>();
        services.AddSingleton<AudienceEstimates>();
        services.AddSingleton<TemplateShelf>();
        services.AddSingleton<TagUploads>();
        services.AddSingleton<PushIntake>();
        return services
            .AddLoop<DeviceActivity>()
            .AddLoop<CallbackSender>()
            .AddLoop<DeadReceipts>()
            .AddLoop<ReceiptRecorder>()
            .AddLoop<VendorWorker>()
            .AddLoop<BroadcastWalker>()
            .AddLoop<EventRecorder>()
            .AddLoop<PushWorker>()
            .AddLoop<TagWalker>()
            .AddLoop<TagUpkeep>()
            .AddLoop<ScheduleWorker>()
            .AddLoop<HeldRelease>()
            .AddLoop<RecallWorker>()
            .AddLoop<ExpirySweep>()
            .AddLoop<StatisticsUpkeep>()
            .AddLoop<ProvisionalCleanUp>()
            .AddLoop<OverdueSweep>()
            .AddLoop<RetentionSweep>();
    }

    private static IServiceCollection AddLoop<TLoop>(this IServiceCollection services)
        where TLoop : HostedLoop =>
        services.AddSingleton<TLoop>().AddHostedService(provider => provider.GetRequiredService<TLoop>());
}
