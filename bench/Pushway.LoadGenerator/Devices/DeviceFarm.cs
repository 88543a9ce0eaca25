using System.Diagnostics;
using System.Net;
using System.Text;
using Pushway.LoadGenerator.Measuring;
using Pushway.Mqtt.Packets;

namespace Pushway.LoadGenerator.Devices;

/// <summary>All simulated devices of a run: opens them in bounded waves, counts who is ready and who fell out.</summary>
internal sealed class DeviceFarm(
    EndPoint server, ProtocolVersion version, DeviceIdentity[] identities, string? topic) : IDisposable
{
    // mosquitto listens with a backlog of 100; beyond that a SYN is lost and repeated after a second.
    private const int Window = 64;
    private const string DeviceSecret = "device-secret";

    private readonly DeviceClient?[] _devices = new DeviceClient?[identities.Length];
    private readonly SemaphoreSlim _window = new(Window);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ready;
    private int _lost;
    private long _lastReady;
    private string? _firstFault;

    public ProtocolVersion Version => version;

    /// <summary>What devices subscribe to; null where messages flow without.</summary>
    public string? Topic => topic;
    public IArrivals? Arrivals { get; set; }
    public DeviceIdentity[] Identities => identities;
    public int ReadyCount => Volatile.Read(ref _ready);

    /// <summary>Devices that were refused, or whose connection ended.</summary>
    public int LostCount => Volatile.Read(ref _lost);
    public string? FirstFault => _firstFault;

    /// <summary>Opens every device and waits until each is ready.</summary>
    /// <param name="rate">Connections a second to start; 0 for as fast as 64 in flight go.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Seconds from the first connect to the last ready device.</returns>
    public async Task<double> ConnectAsync(int rate, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < _devices.Length; i++)
        {
            if (rate > 0) await PaceAsync(began, i, rate, cancellation);
            await _window.WaitAsync(cancellation);
            StopIfBroken();
            (_devices[i] = new DeviceClient(this, i)).Open(server, SourceAddresses.Of(i, _devices.Length));
        }
        await _settled.Task.WaitAsync(cancellation);
        StopIfBroken();
        return Stopwatch.GetElapsedTime(began, _lastReady).TotalSeconds;
    }

    /// <summary>Says goodbye for every device.</summary>
    public void Dispose()
    {
        foreach (var device in _devices) device?.Close();
        _window.Dispose();
    }

    /// <summary>Ends the run if a device has dropped out: figures without it would flatter the server.</summary>
    public void StopIfBroken()
    {
        if (LostCount > 0) throw new LoadException($"{LostCount} of {_devices.Length} devices lost; the first: {_firstFault}");
    }

    public ConnectPacket ConnectOf(int index)
    {
        var identity = identities[index];
        return new ConnectPacket
        {
            Version = version,
            ClientId = identity.ClientId,
            KeepAliveSeconds = 1_200,
            Username = identity.Username,
            Password = identity.Password is { } password ? Encoding.UTF8.GetBytes(password) : null,
        };
    }

    public void Issued(int index, ConnackPacket connack)
    {
        foreach (var property in connack.UserProperties)
        {
            if (property.Name != DeviceSecret) continue;
            identities[index] = identities[index] with
            {
                ClientId = connack.AssignedClientIdentifier!,
                Password = property.Value,
            };
        }
    }

    public void Ready(long at)
    {
        Volatile.Write(ref _lastReady, at);
        _window.Release();
        if (Interlocked.Increment(ref _ready) == _devices.Length) _settled.TrySetResult();
    }

    public void Failed(int index, DeviceStage stage, string why)
    {
        if (Interlocked.Increment(ref _lost) == 1) _firstFault = $"device {index}, {stage}: {why}";
        if (stage < DeviceStage.Ready) _window.Release();
        _settled.TrySetResult();
    }

    private static async Task PaceAsync(long began, int started, int rate, CancellationToken cancellation)
    {
        var ahead = (double)started / rate - Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (ahead > 0.001) await Task.Delay(TimeSpan.FromSeconds(ahead), cancellation);
    }
}
