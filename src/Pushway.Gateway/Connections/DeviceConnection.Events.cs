using Pushway.Core.Events;
using Pushway.Gateway.Sessions;
using Pushway.Mqtt.Codec;
using Pushway.Mqtt.Packets;

namespace Pushway.Gateway.Connections;

/// <content>PUBLISH to <c>mps/event</c>: taken without waiting, acknowledged when it is durable.</content>
internal sealed partial class DeviceConnection
{
    private void TakeEvents(DeviceSession session, byte qos, ushort packetId, ReadOnlySpan<byte> payload)
    {
        if (EventReport.Parse(payload, out var mistake) is not { } report)
        {
            services.EventMetrics.Malformed(1);
            RefuseEvents(session, qos, packetId, ReasonCode.PayloadFormatInvalid, mistake);
        }
        else if (services.Events.TryRecord(session.Address, report) is not { } recorded)
        {
            RefuseEvents(session, qos, packetId, ReasonCode.QuotaExceeded, "too many events; repeat them later");
        }
        else
        {
            _ = AcknowledgeEventsAsync(recorded, qos, packetId);
        }
    }

    /// <summary>3.1.1 cannot say what is wrong, and would bring it again for ever: it is acknowledged and dropped.</summary>
    private void RefuseEvents(DeviceSession session, byte qos, ushort packetId, ReasonCode reason, string detail)
    {
        GatewayLog.EventsRefused(services.Logger, session.Address.Device, reason, detail);
        if (qos == 1) AcknowledgeEvents(packetId, reason);
    }

    /// <summary>What the store did not take is not acknowledged in 3.1.1: the device brings it again after its next connect.</summary>
    private async Task AcknowledgeEventsAsync(Task<EventAnswer> recorded, byte qos, ushort packetId)
    {
        await ((Task)recorded).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (qos == 0 || IsEnded) return;
        if (recorded.IsCompletedSuccessfully) AcknowledgeEvents(packetId, ReasonCode.Success);
        else if (_version == ProtocolVersion.V5) AcknowledgeEvents(packetId, ReasonCode.UnspecifiedError);
    }

    private void AcknowledgeEvents(ushort packetId, ReasonCode reason)
    {
        lock (transport.Gate)
        {
            if (IsEnded) return;
            AckCodec.Write(transport.Output, PacketType.Puback, _version, packetId, reason);
            transport.Flush();
        }
    }
}
