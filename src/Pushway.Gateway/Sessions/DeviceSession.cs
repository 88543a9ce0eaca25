using System.Buffers;
using Pushway.Core;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Gateway.Connections;
using Pushway.Gateway.Transports;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.Gateway.Sessions;

/// <summary>The delivery side of one connected device: what is in flight, and whether the store has more. It never queues:
/// what cannot be sent now stays in the store and is read when the device is ready. All state is guarded by the transport's gate.</summary>
internal sealed partial class DeviceSession(
    DeviceAddress address, ProtocolVersion version, int window, uint maximumPacketSize, DeviceTransport transport,
    DeviceConnection connection, SessionContext context)
{
    private readonly InflightWindow _inflight = new(window);
    private readonly long _connectedAt = context.Time.GetUtcNow().ToUnixTimeMilliseconds();
    private RecentConfirmations? _recent;
    private List<DeliveryId>? _withdrawn;
    private bool _draining;
    private bool _drainAgain;
    private bool _behind;
    private bool _lookBack;
    private bool _stopped;
    private long _bindingEpoch;
    private long _handledBroadcast;
    private long _newestSent;
    private long _newestForgotten;

    public DeviceAddress Address { get; } = address;

    /// <summary>The connection that carries this session.</summary>
    public DeviceConnection Connection { get; } = connection;

    /// <summary>True when nothing is in flight or being read.</summary>
    public bool IsIdle
    {
        get
        {
            lock (transport.Gate)
            {
                return !_stopped && !_draining && !_behind && _inflight.Count == 0;
            }
        }
    }

    /// <summary>How the device is connected, for people.</summary>
    public OpenConnection Describe() => new(
        DateTimeOffset.FromUnixTimeMilliseconds(_connectedAt), transport.Name,
        version == ProtocolVersion.V5 ? "mqtt5" : "mqtt3.1.1", context.Node);

    /// <summary>Takes a message that was just made durable. If it cannot go now, the store keeps it.</summary>
    public DeliveryResult Offer(OutboundMessage message)
    {
        lock (transport.Gate)
        {
            if (_stopped) return DeliveryResult.Held;
            if (_draining)
            {
                _drainAgain = true;
                return DeliveryResult.Held;
            }
            if (message.BroadcastNumber <= _handledBroadcast || IsKnown(message)) return DeliveryResult.Held;
            if (_behind || _inflight.IsFull || transport.IsCongested)
            {
                _behind = true;
                return DeliveryResult.Held;
            }
            if (IsHeld(message) || !IsForCurrentUser(message.Delivery) || IsLate(message)) return DeliveryResult.Held;
            if (message.BroadcastNumber is { } number) _handledBroadcast = number;
            var sent = TrySend(message);
            transport.Flush();
            CrashPoints.Pass(CrashPoints.GatewayWritten);
            return sent ? DeliveryResult.Sent : DeliveryResult.Rejected(DeliveryReasons.MessageTooLarge);
        }
    }

    /// <summary>Takes a PUBACK; what the device never got is ignored.</summary>
    public ValueTask ConfirmAsync(ushort packetId, ReasonCode reason, CancellationToken cancellation)
    {
        ValueTask recorded;
        lock (transport.Gate)
        {
            if (!_inflight.TryRemove(packetId, out var message)) return default;
            // A broadcast is known by its number, but for a reading that looks back and has begun already.
            if (message.BroadcastNumber is null || _draining) Remember(message.Id);
            var outcome = reason >= ReasonCode.UnspecifiedError
                ? Outcome(message, DeliveryState.Rejected, DeliveryReasons.RefusedByDevice)
                : Outcome(message, DeliveryState.Delivered, null);
            // Queued before any later reading begins: that one waits for it and finds the message confirmed.
            recorded = context.Recorder.RecordAsync(outcome, cancellation);
        }
        CrashPoints.Pass(CrashPoints.ConfirmationReceived);
        context.Metrics.Confirmed();
        // Only after the outcome is queued may the store be read again, or the message would be found open there.
        return recorded.IsCompletedSuccessfully ? CatchUp() : CatchUpAfterAsync(recorded);
    }

    /// <summary>Nothing is sent from now on, whatever a reading that is under way brings.</summary>
    public void Stop()
    {
        lock (transport.Gate) _stopped = true;
    }

    /// <summary>Ends the session; what is unconfirmed shows as sent in its trace and waits for the next connection.</summary>
    public async ValueTask CloseAsync()
    {
        Stop();
        List<DeliveryOutcome> unconfirmed = [];
        CollectSent(unconfirmed, long.MaxValue);
        foreach (var outcome in unconfirmed) await context.Recorder.RecordAsync(outcome, CancellationToken.None);
    }

    /// <summary>Collects what was sent before that time and is still unconfirmed, once each.</summary>
    public void CollectSent(List<DeliveryOutcome> outcomes, long sentBefore)
    {
        lock (transport.Gate)
        {
            foreach (ref var message in _inflight.Messages)
            {
                if (message.SentNoted || message.SentAt >= sentBefore || message.IsRecall) continue;
                // That a broadcast is under way matters only when it is to be taken back.
                if (message.BroadcastNumber is not null && !context.Held.Contains(message.Id.Value, message.Id.Value)) continue;
                message.SentNoted = true;
                outcomes.Add(Outcome(message, DeliveryState.Sent, null));
            }
        }
    }

    private void Remember(DeliveryId id)
    {
        _recent ??= new RecentConfirmations(_inflight.Capacity);
        _newestForgotten = Math.Max(_newestForgotten, _recent.Add(id).Value);
    }

    /// <summary>Paused or recalled since it was read. A recall itself is what that makes go out.</summary>
    private bool IsHeld(OutboundMessage message) =>
        !message.IsRecall && context.Held.Contains(message.Delivery.Push.Value, message.Delivery.Id.Value);

    private bool IsKnown(OutboundMessage message) =>
        _inflight.Contains(message.Delivery.Id, message.BroadcastNumber)
        || _recent?.Contains(message.Delivery.Id) == true;

    /// <summary>A message to a user goes only to a device bound to that user by the very binding it was resolved through.</summary>
    private bool IsForCurrentUser(Delivery delivery)
    {
        if (delivery.BindingEpoch is not { } epoch) return true;
        if (epoch > _bindingEpoch)
        {
            // A binding this session has not heard of. The reading may be over when this returns, and has sent the message then.
            StartDrain();
            return false;
        }
        return epoch == _bindingEpoch;
    }

    /// <summary>One offered after newer ones may have been replaced by them, or been confirmed so long ago that nobody here remembers: the store
    /// knows, and what it still has is sent from there.</summary>
    private bool IsLate(OutboundMessage message)
    {
        var isReplaced = message.IsReplaceable && message.Delivery.Push.Value <= _newestSent;
        var isForgotten = message.BroadcastNumber is null && message.Delivery.Id.Value <= _newestForgotten;
        if (!isReplaced && !isForgotten) return false;
        StartDrain();
        return true;
    }

    /// <summary>Writes the PUBLISH; false if the device cannot take packets of that size [MQTT-3.1.2-24].</summary>
    private bool TrySend(OutboundMessage message)
    {
        var now = context.Time.GetUtcNow();
        var left = message.Delivery.ExpiresAt - now;
        // What expires in this moment is ended by the expiry sweep.
        if (left <= TimeSpan.Zero) return true;
        var expiry = (uint)Math.Ceiling(left.TotalSeconds);
        var topic = message.IsRecall ? Topics.Recall : Topics.Push;
        var size = PublishCodec.Size(version, topic.Length, 1, message.Payload.Length, expiry);
        if (size > maximumPacketSize)
        {
            RejectTooLarge(message, now);
            return false;
        }
        var packetId = _inflight.NextPacketId();
        PublishCodec.WriteHeader(transport.Output, version, topic, 1, packetId, message.Payload.Length, expiry);
        transport.Output.Write(message.Payload);
        _inflight.Add(new InflightMessage(packetId, message, now.ToUnixTimeMilliseconds()));
        if (!message.IsRecall) _newestSent = Math.Max(_newestSent, message.Delivery.Push.Value);
        context.Metrics.Sent();
        return true;
    }

    private void RejectTooLarge(OutboundMessage message, DateTimeOffset now)
    {
        var sent = new InflightMessage(0, message, now.ToUnixTimeMilliseconds());
        var outcome = Outcome(sent, DeliveryState.Rejected, DeliveryReasons.MessageTooLarge);
        _ = RecordQuietlyAsync(outcome);
    }

    private async Task RecordQuietlyAsync(DeliveryOutcome outcome)
    {
        try
        {
            await context.Recorder.RecordAsync(outcome, CancellationToken.None);
        }
        catch (Exception exception)
        {
            GatewayLog.DrainFailed(context.Logger, Address.Device, exception);
        }
    }

    private DeliveryOutcome Outcome(in InflightMessage message, DeliveryState state, string? reason) => new(
        message.Id, Address, message.BroadcastNumber, state, reason, GatewayChannel.ChannelName, context.Node,
        DateTimeOffset.FromUnixTimeMilliseconds(message.SentAt), context.Time.GetUtcNow())
    {
        IsRecall = message.IsRecall,
    };
}
