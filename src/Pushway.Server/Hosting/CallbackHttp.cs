using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Pushway.Server.Hosting;

/// <summary>The HTTP client of callbacks: no redirects, proxy or cookies, and each connection goes to an address that was checked
/// after it was resolved, so that a name cannot lead elsewhere between check and use.</summary>
internal static class CallbackHttp
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // A connection outlives the name's time to live otherwise.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    public static IServiceCollection AddPushwayCallbacks(this IServiceCollection services)
    {
        services.AddOptions<CallbackNetworkOptions>().BindConfiguration(CallbackNetworkOptions.Section);
        services.AddSingleton(provider => Create(
            provider.GetRequiredService<IOptions<CallbackNetworkOptions>>().Value.AllowPrivateAddresses));
        return services;
    }

    public static HttpMessageInvoker Create(bool allowPrivate) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        ActivityHeadersPropagator = null,
        ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, allowPrivate, cancellation),
    });

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint endPoint, bool allowPrivate, CancellationToken cancellation)
    {
        var resolved = await Dns.GetHostAddressesAsync(endPoint.Host, cancellation);
        var allowed = Array.FindAll(resolved, address => AddressGuard.IsAllowed(address, allowPrivate));
        if (allowed.Length == 0)
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError, $"Callbacks may not go to the addresses of '{endPoint.Host}'.");
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, endPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
