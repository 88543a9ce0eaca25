using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Pushway.Server.Api.DeviceRpc;
using Pushway.Server.Api.Mpaas;
using Pushway.Server.Api.Rest;
using Pushway.Server.Api.Rest.Devices;

namespace Pushway.Server.Api;

/// <summary>Composition of the HTTP surfaces.</summary>
internal static class ApiServices
{
    public static IServiceCollection AddPushwayApi(this IServiceCollection services)
    {
        services.AddOptions<ApiOptions>().BindConfiguration(ApiOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ApiOptions>, ApiOptionsValidator>();
        services.AddRouting();
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        });
        services.AddSingleton<BindingClock>();
        services.AddDeviceRpc();
        services.AddMpaas();
        services.AddApiDescription();
        return services;
    }

    public static void UsePushwayApi(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments("/v1"), branch => branch.UseMiddleware<ApiTokenMiddleware>());
        app.UseWebSockets();
        app.MapRest();
        app.MapDeviceRpc();
        app.MapMpaas();
        app.MapOpenApi("/openapi/{documentName}.json");
    }
}
