using Pushway.Core.Pushes;
using Pushway.Core.Receipts;

namespace Pushway.IntegrationTests.Model;

/// <content>What must have happened when nothing moves any more.</content>
internal sealed partial class Ledger
{
    /// <summary>Every device is connected and confirms: nothing that it should have is missing.</summary>
    public void CheckRest()
    {
        foreach (var push in _pushes.Values.Where(push => push.Id is not null))
        {
            var reading = push.Reading!;
            foreach (var item in reading.Items)
            {
                Demand(!item.IsOpen || (item.Device is null && push.Spec.Kind == PushKind.Users), $"Nothing moves, and there is {item}.");
            }
            if (Now >= reading.ExpiresAt || push.MayBeRecalled(null)) continue;
            if (push.Spec.Kind == PushKind.Everyone) CheckEverybody(push, reading);
            if (push.Spec.Kind == PushKind.Users) CheckUsers(push, reading);
        }
        foreach (var device in _devices.Values)
        {
            Demand(device.Begun.Count == 0, $"A binding call of {device.Name} was never answered.");
            if (HasCrashed) continue;
            CheckConfirmed(device);
            CheckTakenBack(device);
        }
    }

    /// <summary>Time is over for all: nothing is open, and each end was told once.</summary>
    public void CheckEnd(IReadOnlyCollection<ToldEvent> receipts)
    {
        foreach (var push in _pushes.Values.Where(push => push.Id is not null))
        {
            var isOver = push.Reading!.State == (push.Recalled.Contains(null) ? PushState.Revoked : PushState.Done);
            Demand(isOver, $"Push {push.Spec.Number} is {push.Reading.State} after its time.");
            foreach (var item in push.Reading.Items) CheckReceipts(push, item, receipts);
            CheckEvents(push);
        }
    }

    private void CheckEverybody(PushRecord push, Reading reading)
    {
        foreach (var device in _devices.Keys)
        {
            Demand(reading.Items.Any(item => item.Device == device), $"Push {push.Spec.Number} to everyone is missing on {device}.");
        }
    }

    private void CheckUsers(PushRecord push, Reading reading)
    {
        foreach (var target in push.Spec.Targets)
        {
            var items = reading.Items.Where(item => item.Target == target).ToList();
            if (items.Exists(item => item.State == DeliveryState.Delivered)) continue;
            // A target that devices have lost before may end unseen when too many wait for its user, or a newer one replaces it.
            if (items.Exists(item => item.Device is not null) && MayHaveMadeRoom(push, target)) continue;
            if (_ended.Contains((push.Spec.Number, target)) || push.MayBeRecalled(target)) continue;
            foreach (var device in _devices.Values.Where(device => device.User == target))
            {
                Demand(
                    items.Exists(item => item.Device == device.Name),
                    $"Push {push.Spec.Number} for {target} did not come to {device.Name}: {string.Join("; ", items)}.");
            }
        }
    }

    private bool MayHaveMadeRoom(PushRecord push, string user)
    {
        var others = _pushes.Values.Where(other => other != push && other.Spec.Targets.Contains(user)).ToList();
        return others.Count >= ModelSettings.MaxWaiting
            || (push.Spec.CollapseKey is { } key && others.Exists(other => other.Spec.CollapseKey == key));
    }

    private void CheckConfirmed(DeviceRecord device)
    {
        foreach (var id in device.Confirmed)
        {
            var state = _messages[(id, device.Name)].Item.State;
            Demand(state == DeliveryState.Delivered, $"{device.Name} confirmed {id}, which is {state}.");
        }
    }

    private void CheckReceipts(PushRecord push, Item item, IReadOnlyCollection<ToldEvent> receipts)
    {
        var told = receipts.Where(receipt => receipt.Push == push.Spec.Number && receipt.Target == item.Target
            && receipt.Device == item.Device).OrderBy(receipt => receipt.Sequence).ToList();
        var events = string.Join(", ", told.Select(receipt => $"{receipt.Sequence} {receipt.Event}"));
        var seen = _messages[(item.Id, item.Device)].Ends.Select(state => ReceiptEvents.Of(state)!).ToList();
        var isInOrder = told.Select(receipt => receipt.Sequence).SequenceEqual(Enumerable.Range(1, told.Count));
        Demand(isInOrder, $"The receipts of {item} are {events}.");
        var ends = told.Where(IsEnd).Select(receipt => receipt.Event).ToList();
        Demand(
            IsExact ? ends.SequenceEqual(seen) : ends.Count >= seen.Count && ends[^1] == seen[^1],
            $"The receipts of {item} are {events}; to be seen were {string.Join(", ", seen)}.");
        CheckToldEvents(item, told);
    }
}
