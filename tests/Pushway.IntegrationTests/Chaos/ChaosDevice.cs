using System.Text;
using System.Text.Json;
using Pushway.Mqtt.Packets;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>A device of the run: its identity, its connections and its binding, all of it written into the history.</summary>
internal sealed class ChaosDevice : IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);
    private static int _connections;
    private readonly NodeProcess _node;
    private readonly History _history;
    private readonly Random _random;
    private readonly DeviceCalls _calls;
    private readonly ProtocolVersion _version;
    private readonly ushort _window;
    private string _secret = "";
    private int _call;
    private volatile Link? _link;

    public ChaosDevice(NodeProcess node, History history, int seed)
    {
        _node = node;
        _history = history;
        _random = new Random(seed);
        _calls = new DeviceCalls(node, new Random(seed + 1));
        _version = _random.Next(3) == 0 ? ProtocolVersion.V311 : ProtocolVersion.V5;
        _window = (ushort)(_random.Next(3) == 0 ? 4 : 1000);
    }

    public string Id { get; private set; } = "";

    /// <summary>The user bound by the last answer.</summary>
    public string? User { get; private set; }

    /// <summary>The share of messages that it leaves unconfirmed on a connection.</summary>
    public double Negligence { get; set; } = 0.05;

    public bool IsConnected => _link is { Wire.Ended.IsCompleted: false };

    /// <summary>Gets an id, one way or the other, and comes once, so that it exists for the node.</summary>
    public async Task AppearAsync(CancellationToken cancellation)
    {
        var nonce = new byte[16];
        _random.NextBytes(nonce);
        if (_version == ProtocolVersion.V5 && _random.Next(2) == 0)
        {
            await RepeatAsync(() => ConnectNewAsync(Convert.ToHexStringLower(nonce), cancellation), cancellation);
            _link!.Wire.Dispose();
        }
        else
        {
            (Id, _secret) = await _calls.RegisterAsync(Convert.ToHexStringLower(nonce), cancellation);
        }
        await ConnectUntilThereAsync(cancellation);
    }

    public Task ConnectUntilThereAsync(CancellationToken cancellation) =>
        RepeatAsync(() => ConnectAsync(cancellation), cancellation);

    /// <summary>Connects; a connection there is already is left to the node to close.</summary>
    public async Task<bool> ConnectAsync(CancellationToken cancellation)
    {
        var packet = Connect() with { ClientId = Id, Password = Encoding.UTF8.GetBytes(_secret) };
        return await OpenAsync(packet, cancellation) is not null;
    }

    /// <summary>Leaves, with or without a word.</summary>
    public void Disconnect()
    {
        if (_random.Next(2) == 0) _link?.Wire.Leave();
        else _link?.Wire.Dispose();
    }

    public Task BindAsync(string user, CancellationToken cancellation) =>
        ChangeBindingAsync("mps.client.bind", user, user, cancellation);

    public Task UnbindAsync(CancellationToken cancellation) =>
        User is { } user ? ChangeBindingAsync("mps.client.unbind", user, null, cancellation) : Task.CompletedTask;

    public void Dispose()
    {
        _link?.Wire.Dispose();
        _calls.Dispose();
    }

    private async Task ChangeBindingAsync(string operation, string user, string? wished, CancellationToken cancellation)
    {
        var call = ++_call;
        _history.Add(new BindingCalled(Id, call, wished));
        User = await _calls.ChangeBindingAsync(operation, Id, _secret, user, cancellation);
        _history.Add(new BindingAnswered(Id, call, User));
        _link?.Fence(call);
    }

    private async Task<bool> ConnectNewAsync(string nonce, CancellationToken cancellation)
    {
        var packet = Connect() with
        {
            Password = Encoding.UTF8.GetBytes(_node.FirstStart.ClientKey),
            UserProperties = [new UserProperty("install-nonce", nonce)],
        };
        if (await OpenAsync(packet, cancellation) is not { } connack) return false;
        (Id, _secret) = (connack.AssignedClientIdentifier!, connack.UserProperties.Single().Value);
        return true;
    }

    private ConnectPacket Connect() => new()
    {
        Version = _version,
        Username = _node.FirstStart.MqttUserName,
        KeepAliveSeconds = 60,
        ReceiveMaximum = _version == ProtocolVersion.V5 ? _window : ushort.MaxValue,
    };

    private async Task<ConnackPacket?> OpenAsync(ConnectPacket packet, CancellationToken cancellation)
    {
        var link = new Link(this, Interlocked.Increment(ref _connections), new Random(_random.Next()));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ConnectPatience);
        Note(new Connecting(Id, link.Number));
        try
        {
            var (wire, connack) = await DeviceWire.OpenAsync(_node.Mqtt, packet, link.Receive, link.Pong, limit.Token);
            link.Use(wire);
            _link = link;
            return connack;
        }
        catch (Exception exception) when (
            exception is IOException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            Note(new Disconnected(Id, link.Number, exception.Message));
            return null;
        }
    }

    private void Note(DeviceOccurrence occurrence)
    {
        if (occurrence.Device.Length > 0) _history.Add(occurrence);
    }

    private async Task RepeatAsync(Func<Task<bool>> attempt, CancellationToken cancellation)
    {
        while (!await attempt()) await Task.Delay(_random.Next(10, 80), cancellation);
    }

    /// <summary>A connection and what the device does with what comes over it.</summary>
    private sealed class Link(ChaosDevice device, int number, Random random)
    {
        private readonly Lock _gate = new();
        private readonly Queue<int> _fences = new();
        private readonly TaskCompletionSource<DeviceWire> _wire = new();

        // On the connection that brings the id it takes nothing yet, and will get it all again.
        private readonly string _device = device.Id;

        public int Number { get; } = number;

        public DeviceWire Wire { get; private set; } = null!;

        public void Use(DeviceWire wire)
        {
            Wire = wire;
            _wire.SetResult(wire);
            _ = NoteEndAsync(wire);
        }

        /// <summary>Writes into the history when all that was sent before now has come: the answer of a PING follows it.</summary>
        public void Fence(int call)
        {
            lock (_gate)
            {
                _fences.Enqueue(call);
                Wire.Ping();
            }
        }

        public void Pong()
        {
            lock (_gate)
            {
                if (_fences.TryDequeue(out var call)) device._history.Add(new Fenced(_device, Number, call));
            }
        }

        public void Receive(WireMessage message)
        {
            if (_device.Length == 0) return;
            using var json = JsonDocument.Parse(message.Payload);
            var id = json.RootElement.GetProperty("id").GetString()!;
            var key = json.RootElement.GetProperty("key").GetString()!;
            var push = json.RootElement.GetProperty("extras").GetProperty("push").GetString()!;
            var target = key == id ? ChaosPush.ToAll : key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];
            device._history.Add(new Arrived(_device, Number, push, target, id, Encoding.UTF8.GetString(message.Payload)));
            if (random.NextDouble() < device.Negligence) return;
            device._history.Add(new Confirmed(_device, Number, push, target, id));
            if (_wire.Task.IsCompletedSuccessfully) Wire.Confirm(message.PacketId);
            else _ = ConfirmLaterAsync(message.PacketId);
        }

        private async Task ConfirmLaterAsync(ushort packetId) => (await _wire.Task).Confirm(packetId);

        private async Task NoteEndAsync(DeviceWire wire) =>
            device.Note(new Disconnected(_device, Number, await wire.Ended));
    }
}
