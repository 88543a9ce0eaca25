namespace Pushway.Server.Api.DeviceRpc;

/// <summary>Composition of device RPC: one line an operation.</summary>
internal static class DeviceRpcServices
{
    public static IServiceCollection AddDeviceRpc(this IServiceCollection services) => services
        .AddSingleton<RpcAuthentication>()
        .AddSingleton<IRpcOperation, Register>()
        .AddSingleton<IRpcOperation, Report>()
        .AddSingleton<IRpcOperation, Bind>()
        .AddSingleton<IRpcOperation, Unbind>()
        .AddSingleton<DeviceRpcCalls>()
        .AddSingleton<DeviceRpcEndpoint>();

    public static void MapDeviceRpc(this IEndpointRouteBuilder app)
    {
        var endpoint = app.ServiceProvider.GetRequiredService<DeviceRpcEndpoint>();
        app.MapPost(DeviceRpcEndpoint.Path, (RequestDelegate)endpoint.HandleAsync).ExcludeFromDescription();
    }
}
