using Pushway.Device;

namespace Pushway.UnitTests.Device;

public sealed class MqttEndpointTests
{
    [Fact]
    public void The_scheme_says_transport_and_encryption()
    {
        var plain = MqttEndpoint.Tcp("127.0.0.1", 1883);
        (plain.Address.Port, plain.UsesTls, plain.IsWebSocket).ShouldBe((1883, false, false));
        MqttEndpoint.Tcp("push.example.org", 8883, useTls: true).UsesTls.ShouldBeTrue();

        var socket = MqttEndpoint.WebSocket(new("wss://push.example.org/mqtt"));
        (socket.UsesTls, socket.IsWebSocket).ShouldBe((true, true));
    }

    [Fact]
    public void An_address_that_is_no_web_socket_is_refused() =>
        Should.Throw<ArgumentException>(() => MqttEndpoint.WebSocket(new("http://push.example.org/mqtt")));
}
