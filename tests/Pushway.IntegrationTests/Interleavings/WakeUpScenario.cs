using System.Diagnostics;
using System.Security.Cryptography;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.IntegrationTests.Stepping;

namespace Pushway.IntegrationTests.Interleavings;

/// <summary>One random mix of concurrent operations on one or two devices and two users, and what must be true after it.</summary>
internal sealed class WakeUpScenario(int seed, App app, IReadOnlyList<CoreNode> nodes)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly string[] Users = ["alice", "bob"];

    private readonly Random _random = new(seed);
    private readonly List<LoopbackDevice> _devices = [];
    private readonly List<string> _toEveryone = [];
    private readonly List<(LoopbackDevice Device, string Title)> _toDevices = [];
    private readonly List<(string User, string Title)> _toUsers = [];
    private readonly List<(LoopbackDevice Device, string First, string Second)> _pairs = [];
    private readonly List<string> _toNobody = [];
    private readonly List<string> _recalled = [];
    private readonly List<string> _recalledFromAll = [];
    private readonly HashSet<LoopbackDevice> _reconnecting = [];
    private long _timestamp;

    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var i = _random.Next(1, 3); i > 0; i--) _devices.Add(await RegisterAsync(cancellation));
        var points = new CommitPoints(seed);
        CommitPointRegistry.Enter(points);
        var operations = new List<Func<Task>>();
        foreach (var device in _devices) operations.Add(() => device.ConnectAsync(cancellation));
        for (var i = _random.Next(2, 5); i > 0; i--) operations.Add(Operation(i, cancellation));
        var shuffled = operations.OrderBy(_ => _random.Next()).ToArray();
        await points.RunAsync(Task.WhenAll(shuffled.Select(operation => operation())));
        await SettleAsync(cancellation);
        await CheckAsync(cancellation);
        foreach (var device in _devices) await device.DisconnectAsync();
    }

    private CoreNode AnyNode() => nodes[_random.Next(nodes.Count)];

    private async Task<LoopbackDevice> RegisterAsync(CancellationToken cancellation)
    {
        var node = AnyNode();
        var nonce = RandomNumberGenerator.GetBytes(DeviceRegistration.MinNonceBytes);
        var identity = await node.Get<DeviceRegistration>().IssueAsync(app, nonce, "test", cancellation);
        var device = node.Device(app, identity);
        var address = new DeviceAddress(app.Key, identity.Device);
        await node.Get<IDeviceStore>().TouchAsync([new SeenDevice(address, TimeProvider.System.GetUtcNow())], cancellation);
        if (_random.Next(2) == 0) await BindAsync(node, device, Users[0], ++_timestamp, cancellation);
        return device;
    }

    private Func<Task> Operation(int number, CancellationToken cancellation)
    {
        var node = AnyNode();
        var device = _devices[_random.Next(_devices.Count)];
        var user = Users[_random.Next(Users.Length)];
        var timestamp = ++_timestamp;
        return _random.Next(13) switch
        {
            0 or 1 => PushToUser(node, user, $"{user}:{number}", cancellation),
            2 => PushToDevice(node, device, $"device:{number}", cancellation),
            3 => PushToEveryone(node, $"everyone:{number}", cancellation),
            4 => () => BindAsync(node, device, user, timestamp, cancellation),
            5 => PushPair(node, device, number, cancellation),
            6 => () => UnbindAsync(node, device, user, timestamp, cancellation),
            7 => PushToNobody(node, $"nobody:{number}", cancellation),
            8 => PushAndRecall(node, new Audience(AudienceKind.Devices, [Named(device)]), $"recalled:{number}", cancellation),
            9 => PushToEveryoneAndRecall(node, $"recalled:{number}", cancellation),
            10 => PushAndRecall(
                node, new Audience(AudienceKind.Users, [new NamedTarget(user, null)]), $"recalled:{number}", cancellation),
            11 => PauseAndResume(node, device, $"paused:{number}", cancellation),
            _ => Reconnect(device, cancellation),
        };
    }

    private Func<Task> PushToUser(CoreNode node, string user, string title, CancellationToken cancellation)
    {
        _toUsers.Add((user, title));
        return () => PushAsync(node, new Audience(AudienceKind.Users, [new NamedTarget(user, null)]), title, cancellation);
    }

    private Func<Task> PushToDevice(CoreNode node, LoopbackDevice device, string title, CancellationToken cancellation)
    {
        _toDevices.Add((device, title));
        var target = new NamedTarget(device.Id.Value, null);
        return () => PushAsync(node, new Audience(AudienceKind.Devices, [target]), title, cancellation);
    }

    /// <summary>Two messages of one collapse key, the second when the first was answered.</summary>
    private Func<Task> PushPair(CoreNode node, LoopbackDevice device, int number, CancellationToken cancellation)
    {
        var (first, second) = ($"first:{number}", $"second:{number}");
        _toDevices.Add((device, second));
        _pairs.Add((device, first, second));
        var audience = new Audience(AudienceKind.Devices, [new NamedTarget(device.Id.Value, null)]);
        return async () =>
        {
            await PushAsync(node, audience, first, cancellation, $"pair-{number}");
            await PushAsync(node, audience, second, cancellation, $"pair-{number}");
        };
    }

    private Func<Task> PushToEveryone(CoreNode node, string title, CancellationToken cancellation)
    {
        _toEveryone.Add(title);
        return () => PushAsync(node, Audience.Everyone, title, cancellation);
    }

    /// <summary>To every device on which nobody is logged in.</summary>
    private Func<Task> PushToNobody(CoreNode node, string title, CancellationToken cancellation)
    {
        _toNobody.Add(title);
        var audience = Audience.Everyone with { Filter = new EveryoneFilter { Login = LoginState.Unbound } };
        return () => PushAsync(node, audience, title, cancellation);
    }

    private Func<Task> PushToEveryoneAndRecall(CoreNode node, string title, CancellationToken cancellation)
    {
        _recalledFromAll.Add(title);
        return PushAndRecall(node, Audience.Everyone, title, cancellation);
    }

    private Func<Task> PushAndRecall(CoreNode node, Audience audience, string title, CancellationToken cancellation)
    {
        _recalled.Add(title);
        return async () =>
        {
            var push = await PushAsync(node, audience, title, cancellation);
            (await node.Get<PushControl>().RevokeAsync(app.Key, push, cancellation)).ShouldBe(ControlStatus.Done);
            FinishSending();
            foreach (var device in _devices) device.Note("revoked", title);
        };
    }

    /// <summary>Pausing may come too late: then the push has ended already.</summary>
    private Func<Task> PauseAndResume(CoreNode node, LoopbackDevice device, string title, CancellationToken cancellation)
    {
        _toDevices.Add((device, title));
        return async () =>
        {
            var push = await PushAsync(node, new Audience(AudienceKind.Devices, [Named(device)]), title, cancellation);
            if (await node.Get<PushControl>().PauseAsync(app.Key, push, cancellation) != ControlStatus.Done) return;
            FinishSending();
            device.Note("held", title);
            await CommitPointRegistry.PassAsync();
            device.Note("released", title);
            await node.Get<PushControl>().ResumeAsync(app.Key, push, cancellation);
        };
    }

    /// <summary>What a connection was writing in this moment counts as sent before: a call that changes nothing waits for that.</summary>
    private void FinishSending()
    {
        var sessions = nodes[0].Get<IDeviceSessions>();
        foreach (var device in _devices) sessions.Withdraw(new DeviceAddress(app.Key, device.Id), default);
    }

    private static NamedTarget Named(LoopbackDevice device) => new(device.Id.Value, null);

    private async Task<PushId> PushAsync(
        CoreNode node, Audience audience, string title, CancellationToken cancellation, string? collapseKey = null)
    {
        var request = new PushRequest(audience, new Notification(title, null, null, null), CollapseKey: collapseKey);
        var reply = await node.Get<PushIntake>().AcceptAsync(app.Key, request, cancellation);
        return reply.ShouldBeOfType<PushReply.Accepted>().Id;
    }

    private async Task BindAsync(
        CoreNode node, LoopbackDevice device, string user, long timestamp, CancellationToken cancellation)
    {
        device.Note("begun", user);
        var address = new DeviceAddress(app.Key, device.Id);
        var change = await node.Get<DeviceBindings>().BindAsync(address, user, timestamp, cancellation);
        device.Note("answered", Answer(user, change!.Value.Binding));
    }

    private async Task UnbindAsync(
        CoreNode node, LoopbackDevice device, string user, long timestamp, CancellationToken cancellation)
    {
        device.Note("begun", "");
        var address = new DeviceAddress(app.Key, device.Id);
        var change = await node.Get<DeviceBindings>().UnbindAsync(address, user, timestamp, cancellation);
        device.Note("answered", Answer("", change!.Value.Binding));
    }

    private Func<Task> Reconnect(LoopbackDevice device, CancellationToken cancellation)
    {
        _reconnecting.Add(device);
        return async () =>
        {
            await device.DisconnectAsync();
            await device.ConnectAsync(cancellation);
        };
    }

    /// <summary>Waits until nothing that could be delivered is open. Nobody wakes anybody here: the messages must have found their way.</summary>
    private async Task SettleAsync(CancellationToken cancellation)
    {
        var addresses = _devices.Select(device => new DeviceAddress(app.Key, device.Id)).ToArray();
        foreach (var node in nodes) await node.Get<OpenBroadcasts>().ReloadAsync(cancellation);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            foreach (var node in nodes) await node.Get<ReceiptRecorder>().FlushedAsync(cancellation);
            var now = TimeProvider.System.GetUtcNow();
            var overdue = await nodes[0].Get<IDeliveryStore>().FindOverdueAsync(addresses, now.AddMinutes(1), now, cancellation);
            var missing = overdue.Count > 0 ? $"{overdue.Count} messages wait although their device is connected."
                : !HasAllBroadcasts() ? "A broadcast is missing on a connected device."
                : !HasTakenBackAll() ? "A connected device was not told of a recall."
                : !await HaveUnboundTheirsAsync(cancellation) ? "A broadcast for nobody is missing where nobody is bound."
                : null;
            if (missing is null) return;
            if (waited.Elapsed > Patience) throw new ShouldAssertException(Story(missing));
            await Task.Yield();
        }
    }

    private bool HasAllBroadcasts() =>
        _devices.TrueForAll(device => _toEveryone.TrueForAll(device.Received.Contains));

    private bool HasTakenBackAll() => _devices.TrueForAll(device => _recalled.TrueForAll(title =>
        !device.Received.Contains(title) || device.Recalled.Contains(title) || MayKeep(device, title)));

    /// <summary>Nobody knows that a broadcast is on a device whose connection broke before it was confirmed (ADR 11).</summary>
    private bool MayKeep(LoopbackDevice device, string title) => _reconnecting.Contains(device) && _recalledFromAll.Contains(title);

    private async Task<bool> HaveUnboundTheirsAsync(CancellationToken cancellation)
    {
        if (_toNobody.Count == 0) return true;
        foreach (var device in _devices)
        {
            var address = new DeviceAddress(app.Key, device.Id);
            var found = await nodes[0].Get<IDeviceStore>().FindAsync(address, cancellation);
            if (found!.Binding.UserId is null && !_toNobody.TrueForAll(device.Received.Contains)) return false;
        }
        return true;
    }

    private async Task CheckAsync(CancellationToken cancellation)
    {
        var bound = new HashSet<string?>();
        foreach (var device in _devices)
        {
            var address = new DeviceAddress(app.Key, device.Id);
            bound.Add((await nodes[0].Get<IDeviceStore>().FindAsync(address, cancellation))!.Binding.UserId);
        }
        foreach (var (device, title) in _toDevices)
        {
            device.Received.ShouldContain(title, Story($"{title} was lost."));
        }
        foreach (var (user, title) in _toUsers)
        {
            var isKnown = _devices.Exists(device => device.Received.Contains(title));
            (isKnown || !bound.Contains(user)).ShouldBeTrue(Story($"{title} did not reach a device of its user."));
        }
        foreach (var (device, first, second) in _pairs)
        {
            var received = device.Received.ToList();
            received.IndexOf(first).ShouldBeLessThan(received.IndexOf(second), Story($"{first} came after what replaced it."));
        }
        foreach (var device in _devices) CheckPrivacy(device);
    }

    private static string Answer(string asked, DeviceBinding binding) => $"{asked}>{binding.UserId}>{binding.Epoch}";

    /// <summary>Who may be seen: the user of the newest binding that was answered, and users whose bind was begun and not answered.</summary>
    private void CheckPrivacy(LoopbackDevice device)
    {
        var (bound, newest) = ("", -1L);
        var (begun, held) = (new List<string>(), new List<string>());
        foreach (var (kind, text) in device.History)
        {
            var parts = text.Split(':', '>');
            if (kind == "begun")
            {
                begun.Add(text);
            }
            else if (kind == "received" && Users.Contains(parts[0]))
            {
                (parts[0] == bound || begun.Contains(parts[0])).ShouldBeTrue(Story($"{text} was seen by {bound}."));
            }
            else if (kind == "received")
            {
                (parts[0] != "nobody" || bound.Length == 0 || begun.Count > 0).ShouldBeTrue(Story($"{text} was seen by {bound}."));
                held.ShouldNotContain(text, Story($"{text} was sent although it was paused or recalled."));
            }
            else if (kind is "held" or "revoked")
            {
                held.Add(text);
            }
            else if (kind == "released")
            {
                held.Remove(text);
            }
            else if (kind == "answered")
            {
                begun.Remove(parts[0]);
                var epoch = long.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture);
                if (epoch > newest) (bound, newest) = (parts[1], epoch);
            }
        }
    }

    private string Story(string fault) =>
        $"{fault} Seed {seed}.\n" + string.Join('\n', _devices.Select(device =>
            $"{device.Id}: " + string.Join(", ", device.History.Select(entry => $"{entry.Kind} {entry.Text}"))));
}
