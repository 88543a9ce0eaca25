using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pushway.Core.Channels;
using Pushway.Core.Dispatching;
using Pushway.Gateway.Connections;
using Pushway.Gateway.Sessions;

namespace Pushway.Gateway;

/// <summary>Composition of the gateway; the host opens its listeners with <see cref="MqttConnectionHandler"/> and <see cref="WebSocketEndpoint"/>.</summary>
public static class GatewayServices
{
    public static IServiceCollection AddPushwayGateway(this IServiceCollection services)
    {
        services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<HeldMessages>();
        services.AddSingleton<SessionContext>();
        services.AddSingleton<FilteredBroadcasts>();
        services.AddSingleton<PendingConnections>();
        services.AddSingleton<Admission>();
        services.AddSingleton<ConnectionServices>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<IPushChannel, GatewayChannel>();
        services.AddSingleton<IDeviceSessions, LocalSessions>();
        services.AddSingleton(provider =>
            new MqttConnectionHandler(provider.GetRequiredService<ConnectionServices>()));
        services.AddHostedService<ConnectionSweep>();
        return services;
    }
}
