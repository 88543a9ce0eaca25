using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pushway.LoadGenerator.Processes;

/// <summary>A mosquitto with no limits and no persistence on a free port of 127.0.0.1.</summary>
internal sealed class MosquittoProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _configuration;

    private MosquittoProcess(Process process, string configuration, IPEndPoint address)
    {
        _process = process;
        _configuration = configuration;
        Address = address;
    }

    public int Id => _process.Id;
    public IPEndPoint Address { get; }

    public static async Task<MosquittoProcess> StartAsync(string? cores, CancellationToken cancellation)
    {
        var address = new IPEndPoint(IPAddress.Loopback, FreePort());
        var configuration = Path.GetTempFileName();
        await File.WriteAllTextAsync(configuration, $"""
            listener {address.Port} 127.0.0.1
            allow_anonymous true
            persistence false
            max_connections -1
            max_queued_messages 0
            max_inflight_messages 0
            set_tcp_nodelay true
            log_dest none

            """, cancellation);
        var path = File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto";
        var started = new MosquittoProcess(ChildProcess.Start(path, ["-c", configuration], cores), configuration, address);
        await started.WaitListeningAsync(cancellation);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await ChildProcess.StopAsync(_process);
        File.Delete(_configuration);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task WaitListeningAsync(CancellationToken cancellation)
    {
        while (true)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(Address, cancellation);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(20, cancellation);
            }
            catch (SocketException exception)
            {
                throw new LoadException("mosquitto ended at once (is the package installed?)", exception);
            }
        }
    }
}
