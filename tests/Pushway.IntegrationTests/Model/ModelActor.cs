using System.Security.Cryptography;
using System.Text;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Gateway.Connections;
using Pushway.IntegrationTests.Stepping;

namespace Pushway.IntegrationTests.Model;

/// <summary>Carries out commands one after the other. A call whose node dies is repeated until it is answered, as clients do; a device that
/// loses its connection comes back when it is told to.</summary>
internal sealed partial class ModelActor(string name, ModelWorld world, Ledger ledger, Stepper stepper)
{
    public async Task RunAsync(IEnumerable<Command> commands)
    {
        foreach (var command in commands)
        {
            Stepper.Actor = $"{name}: {command.Text}";
            await stepper.PauseAsync("begins");
            await DoAsync(command);
        }
    }

    private Task DoAsync(Command command) => command switch
    {
        RegisterDevice(var device) => RegisterAsync(device),
        ReportDevice(var device) => WithAsync(device, _ => ReportAsync(device)),
        ConnectDevice(var device, var window) => WithAsync(device, known => ConnectAsync(known, window)),
        LeaveDevice(var device, var politely) => WithAsync(device, known => LeaveAsync(known, politely)),
        Behave(var device, var manner) => WithAsync(device, known => Tell(() => known.Manner = manner)),
        ConfirmHeld(var device) => WithAsync(device, known => Tell(known.ConfirmHeld)),
        BindUser(var device, var user, var timestamp) => WithAsync(device, _ => BindAsync(device, user, timestamp)),
        UnbindUser(var device, var user, var timestamp) => WithAsync(device, _ => UnbindAsync(device, user, timestamp)),
        MakePush(var spec) => PushAsync(spec),
        RepeatPush(var push, var kind) => RepeatPushAsync(push, kind),
        AdvanceClock(var seconds) => Tell(() => world.Clock.Advance(TimeSpan.FromSeconds(seconds))),
        PausePush(var push) => WhenAnsweredAsync(push, known => PauseAsync(push, known)),
        ResumePush(var push) => WhenAnsweredAsync(push, known => ResumeAsync(push, known)),
        RecallPush(var push) => WhenAnsweredAsync(push, known => RecallAsync(push, known)),
        RecallMessage(var push, var target) => WhenAnsweredAsync(push, known => RecallMessageAsync(known, target)),
        ReportEvent(var device, var push, var kind, var isForeign) => WithAsync(
            device, _ => WhenAnsweredAsync(push, known => ReportEventAsync(device, known, kind, isForeign))),
        // Vendor channels get their commands here.
        _ => throw new InvalidOperationException($"Nobody knows how to {command.Text}."),
    };

    private static Task Tell(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private Task WithAsync(string device, Func<ModelDevice, Task> act) =>
        world.Devices.TryGetValue(device, out var known) ? act(known) : Task.CompletedTask;

    private async Task<T> RepeatAsync<T>(Func<CoreNode, Task<T>> call)
    {
        while (true)
        {
            var life = await world.NodeAsync();
            var answer = call(life.Node!);
            if (await life.SurvivesAsync(answer)) return await answer;
        }
    }

    private async Task RegisterAsync(string device)
    {
        if (world.Devices.ContainsKey(device)) return;
        var nonce = SHA256.HashData(Encoding.UTF8.GetBytes($"{world.App.AppId} {device}"));
        var wish = new NewDevice(ModelWorld.IdOf(device), nonce, "test", world.Clock.GetUtcNow());
        var identity = await RepeatAsync(async node =>
        {
            var issued = await node.Get<IDeviceStore>().IssueAsync(world.App.Key, wish, default);
            return new NewIdentity(issued.Device, node.Get<DeviceSecrets>().Derive(world.App, issued.Device, issued.Generation));
        });
        world.Register(device, identity);
    }

    private async Task ReportAsync(string device)
    {
        var report = DeviceReport.Empty with { Platform = "android", NotificationsEnabled = true };
        var isKnown = await RepeatAsync(node => node.Get<IDeviceStore>().ReportAsync(
            world.AddressOf(device), report, null, world.Clock.GetUtcNow(), default));
        isKnown.ShouldBeTrue();
    }

    private async Task ConnectAsync(ModelDevice device, ushort window)
    {
        var life = await world.NodeAsync();
        await life.SurvivesAsync(device.ConnectAsync(life.Node!.Get<ConnectionServices>(), window, default));
    }

    private async Task LeaveAsync(ModelDevice device, bool politely)
    {
        var life = await world.NodeAsync();
        await life.SurvivesAsync(device.LeaveAsync(politely));
    }

    private Task BindAsync(string device, string user, long timestamp) => ChangeAsync(
        device, user, node => node.Get<DeviceBindings>().BindAsync(world.AddressOf(device), user, timestamp, default));

    private Task UnbindAsync(string device, string? user, long timestamp) => ChangeAsync(
        device, null, node => node.Get<DeviceBindings>().UnbindAsync(world.AddressOf(device), user, timestamp, default));

    private async Task ChangeAsync(string device, string? user, Func<CoreNode, Task<BindingChange?>> call)
    {
        ledger.BindingCalled(device, user);
        var change = (await RepeatAsync(call))!.Value;
        ledger.BindingAnswered(device, user, change.Binding.UserId, change.Binding.Epoch);
    }

    private async Task PushAsync(PushSpec planned)
    {
        var spec = planned with { Targets = [.. planned.Targets.Select(target => NameOf(planned.Kind, target)).Distinct()] };
        Stepper.Actor = $"{name}: push #{spec.Number}";
        ledger.PushCalled(spec);
        var reply = await CallAsync(spec, CallKeyOf(spec), $"{spec.Number}");
        ledger.PushAnswered(spec.Number, reply.ShouldBeOfType<PushReply.Accepted>().Id.ToString());
    }

    private async Task RepeatPushAsync(int number, RepeatKind kind)
    {
        if (ledger.Find(number) is not { AnsweredAt: < long.MaxValue, Spec: var spec }) return;
        var isByCall = kind is RepeatKind.SameCall or RepeatKind.SameCallKeyOtherContent;
        if (!isByCall && (!spec.HasKeys || spec.Targets.Count == 0)) return;
        var isSame = kind is RepeatKind.SameCall or RepeatKind.SameMessageKeys;
        var reply = await CallAsync(spec, isByCall ? CallKeyOf(spec) : null, isSame ? $"{number}" : "other");
        if (isSame) ledger.PushAnswered(number, reply.ShouldBeOfType<PushReply.Accepted>().Id.ToString());
        else reply.ShouldBeOfType<PushReply.Refused>().Code.ShouldEndWith("key_conflict");
    }

    /// <summary>A device that is not registered yet has no id: the push goes to one that nobody has.</summary>
    private string NameOf(PushKind kind, string target) =>
        kind == PushKind.Users || world.Devices.ContainsKey(target) ? target : PlanMaker.Stranger;

    private static string CallKeyOf(PushSpec spec) => $"call {spec.Number}";

    private Task<PushReply> CallAsync(PushSpec spec, string? callKey, string title)
    {
        var targets = spec.Targets.Select(target => new NamedTarget(
            spec.Kind == PushKind.Devices ? ModelWorld.IdOf(target).Value : target, spec.HasKeys ? spec.KeyOf(target) : null));
        var audience = spec.Kind switch
        {
            PushKind.Devices => new Audience(AudienceKind.Devices, [.. targets]),
            PushKind.Users => new Audience(AudienceKind.Users, [.. targets]),
            PushKind.Everyone => Audience.Everyone,
        };
        var request = new PushRequest(
            audience, new Notification(title, null, null, null), spec.TtlSeconds, Policy: "own-only", CollapseKey: spec.CollapseKey,
            Priority: spec.Priority, IdempotencyKey: callKey);
        return RepeatAsync(node => node.Get<PushIntake>().AcceptAsync(world.App.Key, request, default));
    }
}
