using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Gateway.Sessions;

namespace Pushway.UnitTests.Gateway.Sessions;

public sealed class InflightWindowTests
{
    [Fact]
    public void It_is_full_at_its_capacity_and_free_after_a_confirmation()
    {
        var window = new InflightWindow(2);
        Send(window, 1).ShouldBe((ushort)1);
        window.IsFull.ShouldBeFalse();
        Send(window, 2).ShouldBe((ushort)2);
        window.IsFull.ShouldBeTrue();
        window.TryRemove(1, out var message).ShouldBeTrue();
        message.Id.ShouldBe(new DeliveryId(1));
        window.IsFull.ShouldBeFalse();
    }

    [Fact]
    public void A_packet_id_that_was_never_sent_or_is_confirmed_already_is_not_found()
    {
        var window = new InflightWindow(2);
        var id = Send(window, 1);
        window.TryRemove((ushort)(id + 1), out _).ShouldBeFalse();
        window.TryRemove(id, out _).ShouldBeTrue();
        window.TryRemove(id, out _).ShouldBeFalse();
    }

    [Fact]
    public void Packet_ids_skip_0_and_those_in_use_when_they_wrap_around()
    {
        var window = new InflightWindow(3);
        Send(window, 1).ShouldBe((ushort)1);
        for (var i = 2; i <= ushort.MaxValue; i++) window.NextPacketId().ShouldBe((ushort)i);
        window.NextPacketId().ShouldBe((ushort)2);
    }

    [Fact]
    public void A_message_is_known_by_its_id_and_broadcast_number()
    {
        var window = new InflightWindow(2);
        Send(window, 7, broadcast: 3);
        window.Contains(new DeliveryId(7), 3).ShouldBeTrue();
        window.Contains(new DeliveryId(7), null).ShouldBeFalse();
    }

    private static ushort Send(InflightWindow window, long id, long? broadcast = null)
    {
        var delivery = new Delivery(
            new DeliveryId(id), new PushId(id), default(DeviceAddress), null, null, DateTimeOffset.MaxValue);
        var packetId = window.NextPacketId();
        window.Add(new InflightMessage(packetId, new OutboundMessage(delivery, broadcast, []), 0));
        return packetId;
    }
}
