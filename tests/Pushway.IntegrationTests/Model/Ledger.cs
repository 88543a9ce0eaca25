using System.Globalization;

namespace Pushway.IntegrationTests.Model;

/// <summary>The model: what the callers and devices did, what was seen of the pushes, and which rules that must keep. It knows nothing of
/// how the product works; where several orders of concurrent calls are possible it takes any.</summary>
internal sealed partial class Ledger(TimeProvider time)
{
    private readonly Dictionary<int, PushRecord> _pushes = [];
    private readonly Dictionary<string, DeviceRecord> _devices = [];
    private readonly Dictionary<(string Id, string? Device), MessageRecord> _messages = [];
    private readonly HashSet<(int Push, string Target)> _ended = [];
    private long _moment;

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>False once two transactions ran at the same time: what passes over locked rows may leave one too many for a while.</summary>
    public bool IsExact { get; set; } = true;

    public bool HasCrashed { get; set; }

    /// <summary>The first that could not be thrown where it was found.</summary>
    public ModelViolationException? Violation { get; set; }

    public IEnumerable<PushRecord> Pushes => _pushes.Values;

    public IEnumerable<DeviceRecord> Devices => _devices.Values;

    public DeviceRecord Register(string name) => _devices[name] = new DeviceRecord(name);

    public DeviceRecord? Find(string device) => _devices.GetValueOrDefault(device);

    public PushRecord? Find(int push) => _pushes.GetValueOrDefault(push);

    public void PushCalled(PushSpec spec) => _pushes.TryAdd(spec.Number, new PushRecord(spec, ++_moment));

    /// <summary>The push exists from now on, whether or not its caller hears of it.</summary>
    public void PushCommitted(int number, string id)
    {
        var push = _pushes[number];
        Demand(push.Id is null || push.Id == id, $"Push {number} exists twice: {push.Id} and {id}.");
        push.Id = id;
    }

    public void PushAnswered(int number, string id)
    {
        var push = _pushes[number];
        Demand(push.Id == id, $"Push {number} is {push.Id} and was answered with {id}.");
        push.AnsweredAt = Math.Min(push.AnsweredAt, ++_moment);
    }

    public void BindingCalled(string device, string? user) => _devices[device].Begun.Add(user);

    public void BindingAnswered(string device, string? asked, string? bound, long epoch)
    {
        var record = _devices[device];
        record.Begun.Remove(asked);
        if (epoch > record.Epoch) (record.User, record.Epoch) = (bound, epoch);
        else Demand(epoch < record.Epoch || record.User == bound, $"Epoch {epoch} of {device} names {record.User} and {bound}.");
    }

    public LinkRecord Connecting(string device) => new(_devices[device], ++_moment);

    /// <summary>A message came to a device.</summary>
    public void Received(LinkRecord link, string id, int number)
    {
        ++_moment;
        var (device, push) = (link.Device, _pushes[number]);
        var isBroadcast = push.Spec.Kind == PushKind.Everyone;
        var message = _messages.GetValueOrDefault((id, device.Name));
        var text = $"Push {number} came to {device.Name} as {id}";
        Demand(isBroadcast ? id == push.Id : message?.Item.Push == number, $"{text}, where no such message was accepted.");
        Demand(!link.Received.Exists(one => one.Id == id), $"{text} twice on one connection.");
        Demand(push.Reading is null || Now < push.Reading.ExpiresAt, $"{text} after its time.");
        if (push.Spec.Kind == PushKind.Users)
        {
            var user = message!.Item.Target;
            Demand(device.MayHave(user), $"{text} for {user} while {device.User ?? "nobody"} is bound.");
        }
        // What was on its way before the connection was opened may be offered to it late.
        var wasOver = message is { Item.IsOpen: false } && message.StateSince < link.OpenedAt;
        Demand(
            !wasOver || !push.IsResolvedAtOnce || push.AnsweredAt > link.OpenedAt,
            $"{text} on a connection opened after this was to be seen: {message?.Item}");
        CheckNotHeld(push, message?.Item.Target, text);
        CheckOrder(link, push, text);
        link.Received.Add((id, push));
        device.Received.Add(id);
    }

    private static void CheckOrder(LinkRecord link, PushRecord push, string text)
    {
        if (!push.HasOrder || push.MayBePaused) return;
        foreach (var (_, earlier) in link.Received)
        {
            Demand(
                !earlier.HasOrder || earlier.CalledAt < push.AnsweredAt,
                $"{text} after push {earlier.Spec.Number}, which was called when this one had been answered.");
        }
    }

    private static void Demand(bool holds, string what)
    {
        if (!holds) throw new ModelViolationException(what);
    }

    private static string Text(DateTimeOffset time) => time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
