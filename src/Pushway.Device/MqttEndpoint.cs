namespace Pushway.Device;

/// <summary>Where a device connects: a TCP address, TLS or not, or a WebSocket URI.</summary>
public sealed record MqttEndpoint
{
    private MqttEndpoint(Uri address) => Address = address;

    /// <summary>The address with scheme <c>mqtt</c>, <c>mqtts</c>, <c>ws</c> or <c>wss</c>.</summary>
    public Uri Address { get; }

    /// <summary>True for <c>ws</c> and <c>wss</c>.</summary>
    public bool IsWebSocket => Address.Scheme is "ws" or "wss";

    /// <summary>True for <c>mqtts</c> and <c>wss</c>.</summary>
    public bool UsesTls => Address.Scheme is "mqtts" or "wss";

    /// <summary>MQTT on TCP; IANA's ports are 1883, and 8883 with TLS.</summary>
    /// <param name="host">Name or address of the node.</param>
    /// <param name="port">1 to 65,535.</param>
    /// <param name="useTls">Whether the connection starts with a TLS handshake.</param>
    /// <returns>The endpoint.</returns>
    public static MqttEndpoint Tcp(string host, int port, bool useTls = false) =>
        new(new UriBuilder(useTls ? "mqtts" : "mqtt", host, port).Uri);

    /// <summary>MQTT in a WebSocket with the subprotocol <c>mqtt</c> [MQTT-6.0.0-3].</summary>
    /// <param name="address">A <c>ws</c> or <c>wss</c> URI; a Pushway node listens on the path <c>/mqtt</c>.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="ArgumentException">The scheme is another one.</exception>
    public static MqttEndpoint WebSocket(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Scheme is "ws" or "wss"
            ? new(address)
            : throw new ArgumentException("A WebSocket address begins with ws:// or wss://.", nameof(address));
    }
}
