namespace Pushway.Server.Api.DeviceRpc;

/// <summary>Composition of device RPC: one line an operation.</summary>
internal static class DeviceRpcServices
{
    public static IServiceCollection AddDeviceRpc(this IServiceCollection services) => services
        .AddSingleton<RpcAuthentication>()
        .AddSingleton<IRpcOperation, Register>()
        .AddSingleton<IRpcOperation, Claim>()
        .AddSingleton<IRpcOperation, Report>()
        .AddSingleton<IRpcOperation, Bind>()
        .AddSingleton<IRpcOperation, Unbind>()
        .AddSingleton<IRpcOperation, ReportEvents>()
        .AddSingleton<DeviceRpcCalls>()
        .AddSingleton<DeviceRpcEndpoint>();

    // The endpoint is looked up per call: it leads to the master key, which may not exist yet when routes are mapped.
    public static void MapDeviceRpc(this IEndpointRouteBuilder app) => app
        .MapPost(DeviceRpcEndpoint.Path, http =>
            http.RequestServices.GetRequiredService<DeviceRpcEndpoint>().HandleAsync(http))
        .ExcludeFromDescription();
}
