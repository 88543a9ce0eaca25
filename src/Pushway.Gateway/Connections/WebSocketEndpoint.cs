using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pushway.Gateway.Transports;

namespace Pushway.Gateway.Connections;

/// <summary>MQTT over WebSocket on the HTTP port.</summary>
public static class WebSocketEndpoint
{
    private const string Subprotocol = "mqtt";
    private const int BufferSize = 4_096;

    /// <summary>Serves MQTT at this path; clients must offer the subprotocol <c>mqtt</c> [MQTT-6.0.0-3].</summary>
    public static IEndpointConventionBuilder MapMqttWebSocket(this IEndpointRouteBuilder endpoints, string path) =>
        endpoints.Map(path, HandleAsync).ExcludeFromDescription();

    private static async Task HandleAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest || !http.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsync("This address speaks MQTT over WebSocket with the subprotocol mqtt.\n");
            return;
        }
        var services = http.RequestServices.GetRequiredService<ConnectionServices>();
        var remote = $"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}";
        // The device's own keep-alive is enough: no WebSocket pings, so no timer for each connection.
        using var socket = await http.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { SubProtocol = Subprotocol, KeepAliveInterval = TimeSpan.Zero });
        using var transport = new WebSocketTransport(socket, remote);
        var device = new DeviceConnection(transport, services);
        services.Pending.Add(device);
        try
        {
            await ReadAsync(socket, transport, device);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The peer went away, or this side ended the connection.
        }
        catch (Exception exception)
        {
            GatewayLog.Failed(services.Logger, remote, exception);
        }
        finally
        {
            await device.DisposeAsync();
        }
    }

    private static async Task ReadAsync(WebSocket socket, WebSocketTransport transport, DeviceConnection device)
    {
        var received = new ReceiveBuffer(BufferSize);
        try
        {
            while (true)
            {
                // With nothing left over, wait without a buffer: an idle device costs none.
                if (received.IsEmpty) await socket.ReceiveAsync(Memory<byte>.Empty, transport.Ended);
                var result = await socket.ReceiveAsync(received.Rent(), transport.Ended);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    transport.Close();
                    break;
                }
                if (result.MessageType == WebSocketMessageType.Text)
                {
                    // [MQTT-6.0.0-1]
                    transport.Abort();
                    break;
                }
                received.Written(result.Count);
                var bytes = received.Unread;
                var rest = await device.ReceiveAsync(bytes, transport.Ended);
                received.Consume((int)bytes.Slice(0, rest).Length);
                if (transport.IsClosing) break;
            }
        }
        finally
        {
            received.Return();
        }
        await transport.WritableAsync();
    }
}
