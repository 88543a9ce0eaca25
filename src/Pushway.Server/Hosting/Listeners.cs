using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Pushway.Server.Hosting;

/// <summary>Where the node really listens, known once it has started.</summary>
internal sealed class Listeners
{
    internal ListenOptions? HttpListen { get; set; }

    internal ListenOptions? MqttListen { get; set; }

    public IPEndPoint Http => Bound(HttpListen);

    public IPEndPoint Mqtt => Bound(MqttListen);

    // Kestrel replaces the end point by the one it got, so port 0 has become a real port here.
    private static IPEndPoint Bound(ListenOptions? listen) =>
        listen?.IPEndPoint ?? throw new InvalidOperationException("The node does not listen yet.");
}
