using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Model;

/// <content>What may be seen of pushes from one commit to the next.</content>
internal sealed partial class Ledger
{
    /// <summary>What is to be seen of all pushes at one moment, after every commit.</summary>
    public void Seen(IReadOnlyDictionary<int, Reading> readings)
    {
        ++_moment;
        var step = new Step(this, readings);
        foreach (var (number, reading) in readings)
        {
            var push = _pushes[number];
            CheckShape(push, reading);
            foreach (var item in reading.Items) step.Check(push, item);
            CheckNothingVanished(push, reading);
        }
        if (IsExact) step.CheckBounds();
        foreach (var (number, reading) in readings)
        {
            _pushes[number].Reading = reading;
            foreach (var item in reading.Items) Note(item);
            foreach (var target in reading.Items.GroupBy(item => item.Target)) NoteTarget(number, [.. target]);
        }
    }

    /// <summary>A user's message that made room on its last device has ended for the user, too.</summary>
    private void NoteTarget(int push, List<Item> items)
    {
        var madeRoom = items.Exists(item =>
            item.Reason is DeliveryReasons.Overflow or DeliveryReasons.Collapsed && _messages[(item.Id, item.Device)].StateSince == _moment);
        if (madeRoom && items.TrueForAll(item => !item.IsOpen && item.State != DeliveryState.Delivered))
            _ended.Add((push, items[0].Target));
    }

    /// <summary>Nothing accepted is ever in no state, or in two.</summary>
    private static void CheckShape(PushRecord push, Reading reading)
    {
        var spec = push.Spec;
        var shown = reading.Items.GroupBy(item => item.State).ToDictionary(group => group.Key, group => group.LongCount());
        foreach (var (state, count) in reading.Counts)
        {
            // A broadcast has rows for those who confirmed only; refusals are not counted.
            if (count > 0 || shown.ContainsKey(state))
                Demand(shown.GetValueOrDefault(state) == count, $"Push {spec.Number} counts {count} {state}, its trace {shown.GetValueOrDefault(state)}.");
        }
        if (spec.Kind == PushKind.Everyone) return;
        Demand(reading.Counts.Values.Sum() == reading.Items.Count, $"The counts of push {spec.Number} are not those of its trace.");
        foreach (var target in spec.Targets)
        {
            var items = reading.Items.Where(item => item.Target == target).ToList();
            Demand(items.Count > 0, $"Push {spec.Number} for {target} is in no state.");
            Demand(
                items.DistinctBy(item => item.Device).Count() == items.Count,
                $"Push {spec.Number} for {target} is on one device twice: {string.Join("; ", items)}.");
            Demand(
                items.Count == 1 || (spec.Kind == PushKind.Users && items.TrueForAll(item => item.Device is not null)),
                $"Push {spec.Number} for {target} is in several states: {string.Join("; ", items)}.");
        }
        Demand(
            reading.Items.All(item => spec.Targets.Contains(item.Target)), $"Push {spec.Number} went to somebody it does not name.");
        if (reading.State == PushState.Revoked)
        {
            // Its rows follow.
            Demand(push.RecallsCalled.Contains(null), $"Push {spec.Number} is recalled, and nobody asked for it.");
            return;
        }
        Demand(reading.State != PushState.Paused || push.MayBePaused, $"Push {spec.Number} is paused, and nobody asked for it.");
        Demand(!push.IsHeld || reading.State != PushState.Running, $"Push {spec.Number} was paused and runs.");
        var isRunning = reading.State is PushState.Running or PushState.Paused;
        var isOpen = reading.Items.Any(item => item.IsOpen);
        Demand(
            spec.Kind == PushKind.Users ? !isOpen || isRunning : isOpen == isRunning,
            $"Push {spec.Number} is {reading.State}: {string.Join("; ", reading.Items)}.");
    }

    private static void CheckNothingVanished(PushRecord push, Reading reading)
    {
        foreach (var before in push.Reading?.Items ?? [])
        {
            var isThere = reading.Items.Any(item => item.Device == before.Device && item.Target == before.Target
                && (before.Device is null || item.Id == before.Id));
            // Where a device was found, its delivery takes the place of the target.
            var isReplaced = before.Device is null && reading.Items.Any(item => item.Target == before.Target);
            Demand(isThere || isReplaced, $"{before} is not to be seen any more.");
        }
    }

    private void Note(Item item)
    {
        var key = (item.Id, item.Device);
        if (!_messages.TryGetValue(key, out var message)) _messages[key] = message = new MessageRecord(item, _moment);
        else if (message.Item == item) return;
        else if (message.Item.State != item.State) message.StateSince = _moment;
        if (!item.IsOpen && (message.Item != item || message.Ends.Count == 0)) message.Ends.Add(item.State);
        message.Item = item;
    }

    private Item? Before(Item item) => _messages.GetValueOrDefault((item.Id, item.Device))?.Item;

    /// <summary>One commit: the pushes before and after it.</summary>
    private sealed class Step(Ledger ledger, IReadOnlyDictionary<int, Reading> readings)
    {
        private readonly List<Item> _after = [.. readings.Values.SelectMany(reading => reading.Items)];

        public void Check(PushRecord push, Item item)
        {
            var before = ledger.Before(item);
            if (before is null) CheckBirth(push, item);
            else if (before.State != item.State || before.Reason != item.Reason) CheckChange(push, before, item);
        }

        private void CheckBirth(PushRecord push, Item item)
        {
            if (push.Spec.Kind == PushKind.Users && item.Device is { } device)
            {
                var record = ledger.Find(device);
                Demand(record is not null && record.MayHave(item.Target), $"{item} was made where {item.Target} is not bound.");
                var others = push.Reading?.Items.Where(other => other.Target == item.Target).ToList() ?? [];
                Demand(
                    others.TrueForAll(other => other.State != DeliveryState.Delivered), $"{item} was made though another device has it.");
                Demand(!ledger._ended.Contains((item.Push, item.Target)), $"{item} was made for a target that had ended.");
                Demand(!push.IsRecalled(item.Target), $"{item} was made after it was recalled.");
            }
            if (item.State != DeliveryState.Waiting) CheckEnd(push, null, item);
        }

        private void CheckChange(PushRecord push, Item before, Item item)
        {
            var device = item.Device is null ? null : ledger.Find(item.Device);
            var mayComeBack = before.State == DeliveryState.Revoked && before.Reason is DeliveryReasons.Unbound or DeliveryReasons.UserChanged
                && device is not null && device.Begun.Contains(item.Target);
            switch (item.State)
            {
                case DeliveryState.Waiting:
                    var isResolved = item is { Device: null, Reason: DeliveryReasons.NoBinding } && before.Reason is null;
                    Demand(mayComeBack || isResolved, $"{before} became {item}.");
                    break;
                case DeliveryState.Sent:
                    Demand(before.State == DeliveryState.Waiting && device!.Received.Contains(item.Id), $"{before} became {item}.");
                    break;
                default:
                    Demand(
                        before.IsOpen || mayComeBack || item.State == DeliveryState.Delivered, $"{before} had ended and became {item}.");
                    Demand(before.State != DeliveryState.Delivered, $"{before} became {item}.");
                    CheckEnd(push, mayComeBack ? null : before, item);
                    break;
            }
        }

        private void CheckEnd(PushRecord push, Item? before, Item item)
        {
            var device = item.Device is null ? null : ledger.Find(item.Device);
            var isRight = (item.State, item.Reason) switch
            {
                (DeliveryState.Delivered, _) => device!.Confirmed.Contains(item.Id),
                (DeliveryState.Rejected, DeliveryReasons.RefusedByDevice) => device!.Refused.Contains(item.Id),
                (DeliveryState.Rejected, DeliveryReasons.DeviceUnknown) => before is null or { Device: null } && device is null,
                (DeliveryState.Expired, DeliveryReasons.Ttl) => ledger.Now >= item.ExpiresAt,
                (DeliveryState.Expired, DeliveryReasons.Overflow) => CountBefore(push, item) >= ModelSettings.MaxWaiting,
                (DeliveryState.Revoked, DeliveryReasons.Collapsed) =>
                    before is null or { State: DeliveryState.Waiting } && HasNewerOfKey(push, item),
                (DeliveryState.Revoked, DeliveryReasons.Recalled) => push.MayBeRecalled(item.Target),
                (DeliveryState.Revoked, DeliveryReasons.Unbound or DeliveryReasons.UserChanged) =>
                    before is not null && push.Spec.Kind == PushKind.Users && device!.Begun.Exists(user => user != item.Target),
                _ => false,
            };
            Demand(isRight, $"{item} at {Text(ledger.Now)}, with nothing that gives a reason; before: {before}.");
        }

        /// <summary>How many stand before it in the same queue: of higher priority, or newer.</summary>
        private int CountBefore(PushRecord push, Item item) => _after.Where(other =>
            IsInSameQueue(item, other) && other != item && MayWait(item, other) && Outranks(other, push, item))
            .DistinctBy(other => other.Push).Count();

        private bool MayWait(Item item, Item other) => other.State is DeliveryState.Revoked or DeliveryState.Rejected
            ? item.Device is null && IsLost(other)
            : WasOpen(other);

        /// <summary>Its device lost it, and its user waits for another one.</summary>
        private bool IsLost(Item item) => item is { State: DeliveryState.Revoked, Reason: DeliveryReasons.Unbound or DeliveryReasons.UserChanged }
            && !ledger._ended.Contains((item.Push, item.Target));

        private bool Outranks(Item other, PushRecord push, Item item)
        {
            var (a, b) = (ledger.PriorityOf(other), push.Spec.Priority);
            return a > b || (a == b && string.CompareOrdinal(ledger.IdOf(other), push.Id) > 0);
        }

        private bool HasNewerOfKey(PushRecord push, Item item) => push.Spec.CollapseKey is { } key && _after.Exists(other =>
            IsInSameQueue(item, other) && ledger._pushes[other.Push].Spec.CollapseKey == key
            && string.CompareOrdinal(ledger.IdOf(other), push.Id) > 0
            && (WasOpen(other) || other.IsOpen || (item.Device is null && IsLost(other))));

        /// <summary>What waits for the same device; or, without a device, for the same user.</summary>
        private static bool IsInSameQueue(Item item, Item other) =>
            item.Device is null ? other.Target == item.Target : other.Device == item.Device;

        private bool WasOpen(Item item) => ledger.Before(item) is not { IsOpen: false } before || (item.IsOpen && !before.IsOpen);

        /// <summary>No more than the bound wait for a device, and one of each collapse key besides what was sent.</summary>
        public void CheckBounds()
        {
            foreach (var device in _after.Where(IsWaiting).GroupBy(item => item.Device))
            {
                Demand(
                    device.Count() <= ModelSettings.MaxWaiting, $"Too many wait for {device.Key}: {string.Join("; ", device)}.");
                foreach (var key in device.GroupBy(item => ledger._pushes[item.Push].Spec.CollapseKey).Where(key => key.Key is not null))
                {
                    var unsent = key.OrderBy(ledger.IdOf, StringComparer.Ordinal).SkipLast(1)
                        .Where(item => item.State == DeliveryState.Waiting).ToList();
                    Demand(unsent.Count == 0, $"{key.Key} was not collapsed on {device.Key}: {string.Join("; ", key)}.");
                }
            }
        }

        private bool IsWaiting(Item item) =>
            item is { IsOpen: true, Device: not null } && ledger._pushes[item.Push].Spec.Kind != PushKind.Everyone;
    }

    private int PriorityOf(Item item) => _pushes[item.Push].Spec.Priority;

    private string IdOf(Item item) => _pushes[item.Push].Id!;
}
