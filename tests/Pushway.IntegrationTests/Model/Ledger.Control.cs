using Pushway.Core.Events;
using Pushway.Core.Receipts;

namespace Pushway.IntegrationTests.Model;

/// <content>Pausing, recalling, and what devices say afterwards.</content>
internal sealed partial class Ledger
{
    private readonly HashSet<(string Id, string Device, ClientEventKind Kind)> _events = [];

    /// <summary>Remembers how often the push was resumed until now: a pause holds if nobody resumes it meanwhile.</summary>
    public int PauseCalled(int number)
    {
        _pushes[number].MayBePaused = true;
        return _pushes[number].ResumesUnderWay > 0 ? -1 : _pushes[number].Resumes;
    }

    public void PauseAnswered(int number, int resumes) => _pushes[number].IsHeld = _pushes[number].Resumes == resumes;

    public void ResumeCalled(int number)
    {
        var push = _pushes[number];
        push.Resumes++;
        push.ResumesUnderWay++;
        push.IsHeld = false;
    }

    public void ResumeAnswered(int number) => _pushes[number].ResumesUnderWay--;

    /// <summary>Of a whole push, or of what is for one target of it.</summary>
    public void RecallCalled(int number, string? target) => _pushes[number].RecallsCalled.Add(target);

    public void RecallAnswered(int number, string? target) => _pushes[number].Recalled.Add(target);

    /// <summary>A device has, or had, the message that it reports on.</summary>
    public void EventCalled(string device, string id, ClientEventKind kind)
    {
        _devices[device].Confirmed.Add(id);
        _events.Add((id, device, kind));
    }

    /// <summary>A device was told to take a message back.</summary>
    public void RecallReceived(LinkRecord link, string id)
    {
        var device = link.Device;
        var number = _messages.GetValueOrDefault((id, device.Name))?.Item.Push
            ?? _pushes.Values.FirstOrDefault(push => push.Id == id)?.Spec.Number;
        Demand(number is not null, $"{device.Name} is to take back {id}, which never was.");
        var push = _pushes[number!.Value];
        Demand(push.RecallsCalled.Count > 0, $"{device.Name} is to take back push {number}, which nobody recalled.");
        Demand(link.Recalled.Add(id), $"{device.Name} was told twice on one connection to take back push {number}.");
        device.Recalled.Add(id);
    }

    private static void CheckNotHeld(PushRecord push, string? target, string text)
    {
        Demand(!push.IsHeld, $"{text} after it was paused.");
        Demand(!push.IsRecalled(target), $"{text} after it was recalled.");
    }

    /// <summary>What a crash let nobody know of may stay, and a broadcast whose confirmation did not come through.</summary>
    private void CheckTakenBack(DeviceRecord device)
    {
        foreach (var id in device.Received.Where(id => !device.Refused.Contains(id)))
        {
            var message = _messages.GetValueOrDefault((id, device.Name));
            if (message is null && !device.Confirmed.Contains(id)) continue;
            var push = message is null ? _pushes.Values.First(push => push.Id == id) : _pushes[message.Item.Push];
            if (push.Spec.Kind == PushKind.Everyone && !device.Confirmed.Contains(id)) continue;
            Demand(
                !push.IsRecalled(message?.Item.Target) || device.Recalled.Contains(id),
                $"{device.Name} was not told to take back push {push.Spec.Number}, {message?.Item}.");
        }
    }

    /// <summary>Each event of a message on a device counts once.</summary>
    private void CheckEvents(PushRecord push)
    {
        foreach (var kind in Enum.GetValues<ClientEventKind>())
        {
            var reported = _events.Count(one => one.Kind == kind
                && (one.Id == push.Id || _messages.GetValueOrDefault((one.Id, one.Device))?.Item.Push == push.Spec.Number));
            var counted = push.Reading!.Events.GetValueOrDefault(kind);
            Demand(counted == reported, $"Push {push.Spec.Number} counts {counted} {kind}, and {reported} were reported.");
        }
    }

    private void CheckToldEvents(Item item, List<ToldEvent> told)
    {
        foreach (var kind in Enum.GetValues<ClientEventKind>())
        {
            if (ReceiptEvents.Of(kind) is not { } name) continue;
            var reported = item.Device is { } device && _events.Contains((item.Id, device, kind)) ? 1 : 0;
            var count = told.Count(receipt => receipt.Event == name);
            Demand(count == reported, $"{name} of {item} was told {count} times and reported {reported} times.");
        }
        var takenBack = told.Count(receipt => receipt.Event == ReceiptEvents.Recalled);
        var mayBe = item.Device is { } owner && Find(owner)?.Recalled.Contains(item.Id) == true ? 1 : 0;
        Demand(takenBack <= mayBe, $"That {item} was taken back was told {takenBack} times.");
    }

    private static bool IsEnd(ToldEvent receipt) => receipt.Event is ReceiptEvents.Delivered or ReceiptEvents.Expired
        or ReceiptEvents.Revoked or ReceiptEvents.Rejected or ReceiptEvents.DeviceGone;
}
