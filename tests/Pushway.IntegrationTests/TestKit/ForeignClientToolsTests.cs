using System.Net;
using System.Net.Sockets;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.TestKit;

/// <summary>The foreign clients start and say what they should; whether a node answers well is other tests' matter.</summary>
public sealed class ForeignClientToolsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mqttv5", 5)]
    [InlineData("mqttv311", 4)]
    public async Task Mosquitto_sub_connects_with_the_version_asked_for(string version, byte level)
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        await using var client = await MosquittoSub.StartAsync(
            (IPEndPoint)socket.LocalEndpoint, version, new("device-1", "app@default", "secret"));

        (await ReadConnectLevelAsync(socket)).ShouldBe(level);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task The_npm_client_connects_with_the_version_asked_for_and_tells_when_it_is_closed(byte level)
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        await using var client = await NodeClient.StartAsync(
            new($"mqtt://{socket.LocalEndpoint}"), level, new("device-1", "app@default", "secret"), "nonce");

        (await ReadConnectLevelAsync(socket)).ShouldBe(level);

        await client.WaitForAsync("close", Limit, Cancel);
    }

    private static async Task<byte> ReadConnectLevelAsync(TcpListener socket)
    {
        using var connection = await socket.AcceptTcpClientAsync(Cancel).AsTask().WaitAsync(Limit, Cancel);
        var start = new byte[128];
        await connection.GetStream().ReadAtLeastAsync(start, 12, cancellationToken: Cancel);
        // The protocol level follows the name "MQTT" [MQTT-3.1.2-2].
        return start[start.AsSpan().IndexOf("MQTT"u8) + 4];
    }
}
