using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Pushway.Gateway.Connections;
using Pushway.Server.Api;

namespace Pushway.Server.Hosting;

/// <summary>The listeners and limits of Kestrel: HTTP (and MQTT over WebSocket) on one port, MQTT over TCP on the other.</summary>
internal sealed class KestrelSetup(IOptions<NodeOptions> node, IOptions<ApiOptions> api, Listeners listeners)
    : IConfigureOptions<KestrelServerOptions>
{
    private const int MaxRequestLine = 262_144;

    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = api.Value.MaxBodyBytes;
        // A client of the mPaaS API puts all of a call into the query, a hundred targets with their values too.
        options.Limits.MaxRequestLineSize = MaxRequestLine;
        options.Listen(ListenAddress.Parse("--http", node.Value.Http), listen =>
        {
            // Without TLS a client cannot negotiate HTTP/2 on this port.
            listen.Protocols = HttpProtocols.Http1;
            listeners.HttpListen = listen;
        });
        options.Listen(ListenAddress.Parse("--mqtt", node.Value.Mqtt), listen =>
        {
            // Looked up per connection: it leads to the master key, which may not exist yet when listeners are set up.
            listen.Run(connection => options.ApplicationServices
                .GetRequiredService<MqttConnectionHandler>().OnConnectedAsync(connection));
            listeners.MqttListen = listen;
        });
    }
}
