using Microsoft.Extensions.Options;
using Pushway.Core.Apps;
using Pushway.Server.Api.Mpaas.Actions;
using Pushway.Server.Api.Mpaas.Signing;

namespace Pushway.Server.Api.Mpaas;

/// <summary>Composition of the mPaaS API: one line an action.</summary>
internal static class MpaasServices
{
    public static IServiceCollection AddMpaas(this IServiceCollection services)
    {
        services.AddOptions<MpaasOptions>().BindConfiguration(MpaasOptions.Section)
            .Validate(
                static options => ThirdChannels.Parse(options.ThirdChannels) is not null,
                "Mpaas:ThirdChannels must be numbers and vendors, such as 4=xiaomi,5=huawei.")
            .Validate(static options => MpaasZone.Find(options.TimeZone) is not null, "Mpaas:TimeZone is not known here.")
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<MpaasOptions>, MpaasOptionsValidator>();
        return services
            .AddSingleton(provider => new UsedNonces(
                provider.GetRequiredService<MasterKey>().Derive("pushway mpaas nonces"),
                provider.GetRequiredService<IOptions<MpaasOptions>>().Value.MaxNonces))
            .AddHostedService<NonceKeeper>()
            .AddSingleton<CallAuthentication>()
            .AddSingleton<MpaasCalls>()
            .AddSingleton<MpaasEndpoint>()
            .AddSingleton<PushSender>()
            .AddSingleton<TargetParameters>()
            .AddSingleton<DeviceFinder>()
            .AddSingleton<ThirdChannels>()
            .AddSingleton<MpaasZone>()
            .AddSingleton<CoreIndexQuery>()
            .AddSingleton<StrategyReader>()
            .AddSingleton<SchedulerList>()
            .AddSingleton<SchedulerCancellation>()
            .AddSingleton<IMpaasAction, PushSimple>()
            .AddSingleton<IMpaasAction, PushTemplate>()
            .AddSingleton<IMpaasAction, PushMultiple>()
            .AddSingleton<IMpaasAction, PushBroadcast>()
            .AddSingleton<IMpaasAction, RevokePushMessage>()
            .AddSingleton<IMpaasAction, RevokePushTask>()
            .AddSingleton<IMpaasAction, PushBind>()
            .AddSingleton<IMpaasAction, PushUnBind>()
            .AddSingleton<IMpaasAction, PushReport>()
            .AddSingleton<IMpaasAction, CreateTemplate>()
            .AddSingleton<IMpaasAction, DeleteTemplate>()
            .AddSingleton<IMpaasAction, GetTemplate>()
            .AddSingleton<IMpaasAction, ListTemplatePage>()
            .AddSingleton<IMpaasAction, PushQueryDeviceState>()
            .AddSingleton<IMpaasAction, QueryPushAnalysisCoreIndex>()
            .AddSingleton<IMpaasAction, ListAnalysisCoreIndex>()
            .AddSingleton<IMpaasAction, QueryPushAnalysisTaskList>()
            .AddSingleton<IMpaasAction, QueryPushAnalysisTaskDetail>()
            .AddSingleton<IMpaasAction, QueryPushSchedulerList>()
            .AddSingleton<IMpaasAction, QueryMpsSchedulerList>()
            .AddSingleton<IMpaasAction, CancelPushScheduler>()
            .AddSingleton<IMpaasAction, CancelMpsScheduler>();
    }

    // Looked up per call: it leads to the master key, which may not exist yet when routes are mapped.
    public static void MapMpaas(this IEndpointRouteBuilder app) => app
        .Map(MpaasEndpoint.Path, http => http.RequestServices.GetRequiredService<MpaasEndpoint>().HandleAsync(http))
        .ExcludeFromDescription();
}
