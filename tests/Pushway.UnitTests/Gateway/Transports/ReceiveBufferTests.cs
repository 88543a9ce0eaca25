using System.Buffers;
using Pushway.Gateway.Transports;

namespace Pushway.UnitTests.Gateway.Transports;

public sealed class ReceiveBufferTests
{
    [Fact]
    public void What_is_left_over_comes_first_next_time_even_when_the_buffer_must_grow()
    {
        var buffer = new ReceiveBuffer(16);
        var expected = new List<byte>();
        byte next = 0;
        for (var round = 0; round < 50; round++)
        {
            var room = buffer.Rent();
            room.Length.ShouldBeGreaterThan(0);
            var count = Math.Min(room.Length, 7);
            for (var i = 0; i < count; i++)
            {
                room.Span[i] = next;
                expected.Add(next++);
            }
            buffer.Written(count);
            buffer.Unread.ToArray().ShouldBe(expected);
            if (round % 3 != 0) continue;
            buffer.Consume(2);
            expected.RemoveRange(0, 2);
        }
        buffer.Consume(expected.Count);
        buffer.IsEmpty.ShouldBeTrue();
    }
}
