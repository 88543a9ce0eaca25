using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Pushway.Core;
using Pushway.Gateway;
using Pushway.Gateway.Connections;
using Pushway.Server.Api;
using Pushway.Server.Security;
using Pushway.Storage;
using Pushway.Vendors;

namespace Pushway.Server.Hosting;

/// <summary>Composes a node: settings, logs, services, listeners, endpoints. Nothing runs yet.</summary>
internal static class NodeBuilder
{
    /// <summary>Connections that may wait to be accepted: all devices come back at once after a restart.</summary>
    private const int Backlog = 4_096;

    public static WebApplication Build(NodeArguments arguments, DataDirectory directory, Listeners listeners)
    {
        // The empty builder: no file watchers, no providers and sources that would have to be taken out again.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "pushway" });
        NodeSettings.Configure(builder.Configuration, directory, arguments.Settings);
        AddLogging(builder);
        AddServices(builder.Services, builder.Configuration, directory);
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton(listeners);
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelSetup>();
        builder.Services.Configure<SocketTransportOptions>(options => options.Backlog = Backlog);
        var app = builder.Build();
        app.UsePushwayApi();
        app.MapMqttWebSocket("/mqtt");
        return app;
    }

    private static void AddServices(IServiceCollection services, IConfiguration configuration, DataDirectory directory)
    {
        services.AddSingleton(directory);
        services.AddOptions<NodeOptions>().BindConfiguration(NodeOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<NodeOptions>, NodeOptionsValidator>();
        services.AddSingleton(provider =>
            NodeIdentity.Create(provider.GetRequiredService<IOptions<NodeOptions>>().Value.Name));
        services.AddSingleton<FirstStart>();
        services.AddSingleton<IConfigureOptions<HostOptions>, StopSetup>();
        services.AddMetrics();
        services.AddPushwayCore();
        services.AddPushwayStorage();
        services.AddPushwayGateway();
        services.AddPushwayVendors(configuration);
        services.AddPushwaySecurity();
        services.AddPushwayCallbacks();
        services.AddPushwayApi();
    }

    // Logs go to standard error, so that standard output has only what a script may want to read.
    private static void AddLogging(WebApplicationBuilder builder) => builder.Logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("Pushway", LogLevel.Information)
        // Why a start failed is said once, in one line, by the command.
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
        .AddConfiguration(builder.Configuration.GetSection("Logging"))
        .AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        })
        .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            options => options.LogToStandardErrorThreshold = LogLevel.Trace);

    private sealed class StopSetup(IOptions<NodeOptions> node) : IConfigureOptions<HostOptions>
    {
        public void Configure(HostOptions options) =>
            options.ShutdownTimeout = TimeSpan.FromSeconds(node.Value.StopSeconds);
    }
}
