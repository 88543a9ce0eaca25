using Microsoft.AspNetCore.Connections;
using Pushway.Gateway.Transports;

namespace Pushway.Gateway.Connections;

/// <summary>Kestrel's way in: one reading loop a connection, and nothing else.</summary>
public sealed class MqttConnectionHandler : ConnectionHandler
{
    private readonly ConnectionServices _services;

    internal MqttConnectionHandler(ConnectionServices services) => _services = services;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var transport = new PipeTransport(connection);
        var device = new DeviceConnection(transport, _services);
        _services.Pending.Add(device);
        try
        {
            await ReadAsync(transport, device, connection.ConnectionClosed);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            // The peer went away; that is how connections end.
        }
        catch (Exception exception)
        {
            GatewayLog.Failed(_services.Logger, transport.Remote, exception);
        }
        finally
        {
            await device.DisposeAsync();
        }
    }

    private static async Task ReadAsync(PipeTransport transport, DeviceConnection device, CancellationToken closed)
    {
        while (true)
        {
            var result = await transport.Input.ReadAsync(CancellationToken.None);
            if (result.IsCanceled && transport.IsClosing) break;
            var rest = await device.ReceiveAsync(result.Buffer, closed);
            transport.Input.AdvanceTo(rest, result.Buffer.End);
            if (result.IsCompleted || transport.IsClosing) break;
        }
        // What was written last, such as a refusal, leaves before Kestrel closes.
        await transport.WritableAsync();
    }
}
