using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;

namespace Pushway.Gateway.Sessions;

/// <content>Reading what waits in the store. One read is under way at most; a wish that comes meanwhile makes it read again,
/// so that nothing that was made durable before the wish is missed.</content>
internal sealed partial class DeviceSession
{
    /// <summary>Marks the session as reading, before it is published: offers that come from now on make it read again.</summary>
    public void HoldForFirstDrain() => _draining = true;

    /// <summary>Begins the reading that <see cref="HoldForFirstDrain"/> announced, after CONNACK.</summary>
    public void StartFirstDrain() => _ = DrainAsync();

    /// <summary>Makes the session look for waiting messages; with <paramref name="lookBack"/> also for broadcasts before the last one it dealt with.</summary>
    public void Wake(bool lookBack)
    {
        lock (transport.Gate)
        {
            _lookBack |= lookBack;
            StartDrain();
        }
    }

    /// <summary>Reads again if a read failed, or if the window is open and nothing else will start the reading; and lets go of memory that an idle device does not need.</summary>
    public void LookAfter(long ticks)
    {
        lock (transport.Gate)
        {
            if (!_draining && _recent?.IsOld(ticks) == true)
            {
                _newestForgotten = Math.Max(_newestForgotten, _recent.Newest.Value);
                _recent = null;
            }
            if (_behind && _inflight.Count == 0 && !transport.IsCongested) StartDrain();
        }
    }

    /// <summary>Takes over the new epoch, if known, and reads what the new user's messages are, and the broadcasts that are for the device now.</summary>
    public void BindingChanged(long? epoch)
    {
        lock (transport.Gate)
        {
            if (epoch > _bindingEpoch) _bindingEpoch = epoch.Value;
            _lookBack = true;
            StartDrain();
        }
    }

    /// <summary>A vendor has this message now. What is on the wire already stays there; what a reading under way may bring is not sent.</summary>
    public void Withdraw(DeliveryId id)
    {
        lock (transport.Gate)
        {
            if (_draining) (_withdrawn ??= []).Add(id);
        }
    }

    private ValueTask CatchUp()
    {
        lock (transport.Gate)
        {
            if (_behind && _inflight.Count <= _inflight.Capacity / 2) StartDrain();
        }
        return default;
    }

    private async ValueTask CatchUpAfterAsync(ValueTask recorded)
    {
        await recorded;
        await CatchUp();
    }

    private void StartDrain()
    {
        if (_stopped) return;
        if (_draining)
        {
            _drainAgain = true;
            return;
        }
        _draining = true;
        _ = DrainAsync();
    }

    private async Task DrainAsync()
    {
        try
        {
            while (true)
            {
                int limit;
                long handled;
                lock (transport.Gate)
                {
                    _drainAgain = false;
                    _behind = false;
                    // What was confirmed meanwhile is on its way to the store before this reading, or remembered: see ConfirmAsync.
                    if (_lookBack) _handledBroadcast = 0;
                    _lookBack = false;
                    // This reading sees in the store who has what.
                    _withdrawn = null;
                    handled = _handledBroadcast;
                    // What is in flight is still open in the store and will be among the rows.
                    limit = _inflight.Capacity + _inflight.Count;
                }
                var batch = await context.Waiting.ReadAsync(Address, handled, limit, CancellationToken.None);
                if (!TakeBatch(batch)) return;
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            GatewayLog.DrainFailed(context.Logger, Address.Device, exception);
            lock (transport.Gate)
            {
                // The connection sweep comes back to it.
                _draining = false;
                _behind = true;
            }
        }
    }

    /// <summary>Sends what the window allows; true if the store must be read again.</summary>
    private bool TakeBatch(WaitingBatch batch)
    {
        lock (transport.Gate)
        {
            if (batch.Binding.Epoch > _bindingEpoch) _bindingEpoch = batch.Binding.Epoch;
            var before = _inflight.Count;
            var sentAll = !_stopped && SendAll(batch);
            if (_inflight.Count > before) transport.Flush();
            if (sentAll && batch.HandledBroadcast > _handledBroadcast) _handledBroadcast = batch.HandledBroadcast;
            if (sentAll && (batch.HasMore || _drainAgain)) return true;
            _draining = false;
            _withdrawn = null;
            _behind = !sentAll;
            return false;
        }
    }

    private bool SendAll(WaitingBatch batch)
    {
        foreach (var message in batch.Messages)
        {
            if (message.BroadcastNumber <= _handledBroadcast || IsKnown(message)) continue;
            if (_withdrawn?.Contains(message.Delivery.Id) == true) continue;
            if (message.Delivery.BindingEpoch is { } epoch && epoch != _bindingEpoch) continue;
            if (IsHeld(message)) continue;
            if (_inflight.IsFull || transport.IsCongested) return false;
            if (message.BroadcastNumber is { } number) _handledBroadcast = number;
            TrySend(message);
        }
        return true;
    }
}
