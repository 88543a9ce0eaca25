using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.IntegrationTests.Stepping;
using Pushway.IntegrationTests.Storage;
using Pushway.Storage;

namespace Pushway.IntegrationTests.Model;

/// <summary>The product as one sequence has it: a database that stays, a node that may die, devices, and a clock that stands still
/// unless somebody moves it.</summary>
internal sealed class ModelWorld(Stores stores, Stepper stepper, FakeTimeProvider clock, Ledger ledger) : IAsyncDisposable
{
    // They need the network; receipts are read where they wait.
    private static readonly Type[] Unused = [typeof(CallbackSender), typeof(DeviceActivity), typeof(ProvisionalCleanUp)];

    private readonly List<NodeLife> _lives = [];
    private readonly Dictionary<string, ModelDevice> _devices = [];
    private readonly Dictionary<DeviceId, string> _names = [];
    private readonly CancellationTokenSource _end = new();
    private Task _started = Task.CompletedTask;
    private bool _wrote;

    public App App { get; private set; } = null!;

    public IReadOnlyDictionary<string, ModelDevice> Devices => _devices;

    public FakeTimeProvider Clock => clock;

    /// <summary>The node that lives, as soon as it has started.</summary>
    public async Task<NodeLife> NodeAsync()
    {
        while (true)
        {
            var life = _lives[^1];
            if (await life.SurvivesAsync(_started)) return life;
        }
    }

    public async Task OpenAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"app-{Guid.CreateVersion7():N}");
        App = (await stores.Apps.CreateAsync(new NewApp(name, "default", "model", clock.GetUtcNow()), default))!;
        var callback = new CallbackSettings("http://localhost/", ReceiptEvents.All, Enabled: true);
        await stores.Apps.PutCallbackAsync(App.Key, callback, default);
        _started = StartAsync();
    }

    /// <summary>The node dies here and now, with all that it had in memory; another one starts on its database.</summary>
    public void Crash()
    {
        ledger.HasCrashed = true;
        foreach (var device in _devices.Values) device.Cut();
        var life = _lives[^1];
        life.Die();
        Stepper.Actor = "node";
        _started = StartAsync();
        life.Mourn();
    }

    /// <summary>The same in each run: ids drawn anew would order things anew.</summary>
    public static DeviceId IdOf(string device) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(device))[..16]));

    public DeviceAddress AddressOf(string device) => new(App.Key, IdOf(device));

    public void Register(string name, NewIdentity identity)
    {
        if (_devices.TryGetValue(name, out var known))
        {
            if (known.Identity != identity) throw new ModelViolationException($"{name} got two ids for one nonce.");
            return;
        }
        ledger.Register(name);
        _devices[name] = new ModelDevice(name, App.UserName, identity, ledger);
        _names[identity.Device] = name;
    }

    /// <summary>Something was committed; acceptance tells its id before anybody can get the message.</summary>
    private void Wrote(object? result)
    {
        // What found nothing to do changed nothing.
        _wrote |= result is not (null or 0);
        if (result is AcceptOutcome.Accepted accepted && int.TryParse(Stepper.Actor.Split('#')[^1], out var number))
            ledger.PushCommitted(number, accepted.Id.ToString());
    }

    /// <summary>Also when nothing was committed: time may have passed.</summary>
    public void LookAgain() => stepper.Alone(LookAsync);

    /// <summary>After each commit: all pushes as everybody can read them.</summary>
    public void Look()
    {
        if (!_wrote) return;
        _wrote = false;
        stepper.Alone(LookAsync);
    }

    private async Task LookAsync()
    {
        ledger.IsExact = !stepper.HadPair;
        var readings = await Task.WhenAll(ledger.Pushes.Where(push => push.Id is not null)
            .Select(push => ReadAsync(push.Spec.Number, new PushId(long.Parse(push.Id!, CultureInfo.InvariantCulture)))));
        ledger.Seen(readings.ToDictionary(one => one.Number, one => one.Reading));
    }

    private async Task<(int Number, Reading Reading)> ReadAsync(int number, PushId id)
    {
        var push = await stores.Pushes.FindAsync(App.Key, id, clock.GetUtcNow(), default)
            ?? throw new ModelViolationException($"Push {number} was accepted and is not there.");
        var trace = await stores.Traces.ReadPushAsync(App.Key, id, null, 100, default);
        var items = trace!.Items.Select(item => new Item(
            item.Id, number, NameOf(item.Target), item.Device is { } device ? NameOf(device.Value) : null, item.State, item.Reason,
            item.ExpiresAt));
        return (number, new Reading(push.State, push.ExpiresAt, push.Counts, [.. items]) { Events = push.Events });
    }

    /// <summary>All receipts that wait; they are taken away.</summary>
    public async Task<List<ToldEvent>> TakeReceiptsAsync()
    {
        var numbers = ledger.Pushes.Where(push => push.Id is not null).ToDictionary(push => push.Id!, push => push.Spec.Number);
        var told = new List<ToldEvent>();
        while (true)
        {
            var now = clock.GetUtcNow().AddDays(1);
            if (await stores.Receipts.FindDueAsync([], now, default) is not { } due) return told;
            var batch = await stores.Receipts.ClaimAsync("model", due, 1_000, now, now.AddDays(1), default);
            foreach (var receipt in batch.Where(receipt => receipt.App == App.Key && receipt.Push is not null))
            {
                told.Add(new ToldEvent(
                    numbers[receipt.Push!.Value.ToString()], NameOf(receipt.Target),
                    receipt.DeviceId is { } device ? NameOf(device) : null, receipt.Event, (int)receipt.Sequence));
            }
            await stores.Receipts.CompleteAsync([.. batch.Select(receipt => receipt.Id)], default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (var life in _lives)
        {
            life.Die();
            if (life.Node is { } node) await node.DisposeAsync();
        }
        _end.Dispose();
    }

    private string NameOf(string id) => !DeviceId.IsValid(id) ? id
        : _names.TryGetValue(new DeviceId(id), out var name) ? name
        : id == IdOf(PlanMaker.Stranger).Value ? PlanMaker.Stranger
        : id;

    private async Task StartAsync()
    {
        var life = new NodeLife(stepper, Wrote);
        _lives.Add(life);
        var node = CoreNode.Create("node", ModelSettings.Node, life, services =>
        {
            services.RemoveAll<Database>().AddSingleton<Database>(new SteppedDatabase(stores.Database, life, leaveOpen: true));
            services.AddSingleton<TimeProvider>(clock);
        });
        life.Node = node;
        await node.Get<Database>().TakeOverLeasesAsync(clock.GetUtcNow(), default);
        await node.Get<OpenBroadcasts>().ReloadAsync(default);
        node.RunLoopsHere(Unused, _end.Token);
    }
}
