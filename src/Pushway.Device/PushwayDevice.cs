namespace Pushway.Device;

/// <summary>
/// A device of a Pushway app: gets an identity, keeps one connection to a node, shows each push once and confirms it.
/// </summary>
public sealed partial class PushwayDevice : IAsyncDisposable
{
    private readonly PushwayDeviceOptions _options;
    private readonly MessageReceiver _receiver;
    private readonly DeviceRpc? _rpc;
    private readonly EventReporter _events;
    private readonly Lock _gate = new();
    private CancellationTokenSource? _stop;
    private TaskCompletionSource? _ready;
    private Task _loop = Task.CompletedTask;
    private volatile Identity? _identity;
    private volatile DeviceLink? _link;
    private volatile bool _disposed;
    private int _state;

    /// <summary>Prepares a device; nothing is sent before the first call.</summary>
    /// <param name="options">Where to connect and as whom.</param>
    /// <param name="onMessage">
    /// Shows a push, called once for each id and one at a time in order of acceptance. The push is confirmed after it
    /// returns; if it throws, the push stays unconfirmed and comes again after the next connect. It must not await
    /// <see cref="DisconnectAsync"/>.
    /// </param>
    public PushwayDevice(PushwayDeviceOptions options, Func<PushMessage, CancellationToken, ValueTask> onMessage)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(onMessage);
        _options = options;
        _identity = options.Identity;
        _receiver = new(onMessage, options.OnRecalled, options.OnFault);
        _rpc = options.HttpEndpoint is { } http ? new(http, options) : null;
        _events = new(SendEventsAsync, options);
    }

    /// <summary>Who the device is; null until the server issued an id.</summary>
    public Identity? Identity => _identity;

    /// <summary>Where the device stands with its node.</summary>
    public DeviceState State => (DeviceState)Volatile.Read(ref _state);

    /// <summary>
    /// Connects, and from then on reconnects by itself until <see cref="DisconnectAsync"/>, a take-over or a refusal.
    /// While the node cannot be reached it keeps trying; cancel to give up. Returns at once if a connection is
    /// already being kept.
    /// </summary>
    /// <param name="cancellation">Gives up and stays disconnected.</param>
    /// <returns>Ends with the first connection.</returns>
    /// <exception cref="DeviceRefusedException">The server refused the device for good.</exception>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var ready = Start();
        try
        {
            await ready.WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await DisconnectAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>Says DISCONNECT and stops reconnecting. Pushes wait at the node until the next connect.</summary>
    /// <param name="cancellation">Stops waiting for the end; the connection ends all the same.</param>
    /// <returns>Ends when the connection is closed.</returns>
    public async Task DisconnectAsync(CancellationToken cancellation)
    {
        Task loop;
        CancellationTokenSource? stop;
        lock (_gate)
        {
            loop = _loop;
            stop = _stop;
        }
        if (stop is not null)
        {
            await stop.CancelAsync();
        }
        await loop.WaitAsync(cancellation);
    }

    /// <summary>Disconnects and frees what the device holds.</summary>
    /// <returns>Ends when the connection is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        await _events.DisposeAsync();
        await DisconnectAsync(CancellationToken.None);
        _rpc?.Dispose();
        _stop?.Dispose();
    }

    private Task Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_ready is null || _loop.IsCompleted || _stop!.IsCancellationRequested)
            {
                var before = _loop;
                _stop = new();
                _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _loop = KeepConnectedAsync(before, _ready, _stop.Token);
            }
            return _ready.Task;
        }
    }
}
