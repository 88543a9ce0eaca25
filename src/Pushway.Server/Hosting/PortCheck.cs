using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Pushway.Server.Cli;

namespace Pushway.Server.Hosting;

/// <summary>Tries the listening addresses before anything starts, so that a port in use is one line that names the option;
/// when the host finds out, it has started everything else and logs a stack trace for each.</summary>
internal static class PortCheck
{
    public static void Run(IOptions<NodeOptions> node)
    {
        using var http = Listen("--http", node.Value.Http);
        using var mqtt = Listen("--mqtt", node.Value.Mqtt);
    }

    private static Socket Listen(string setting, string address)
    {
        var endPoint = ListenAddress.Parse(setting, address);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(1);
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new UserMistakeException($"{setting}: cannot listen on {address}: {exception.Message}", exception);
        }
    }
}
