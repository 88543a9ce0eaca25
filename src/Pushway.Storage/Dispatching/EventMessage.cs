using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Dispatching;

/// <summary>A message that a device reports an event of, as the store knows it: a delivery or a broadcast.</summary>
internal sealed record EventMessage(
    long Id, DeviceAddress Address, long Push, long? BroadcastNumber, long CreatedAt, bool IsDelivered, string? Channel,
    long? SentAt)
{
    /// <summary>The way of a message that nobody noted as sent: vendors are noted before they are asked.</summary>
    private const string OwnChannel = "gateway";

    public (long, DeviceAddress) Key => (Id, Address);

    public static EventMessage ReadDelivery(DbDataReader row) =>
        new(
            row.GetInt64(0), ReadAddress(row), row.GetInt64(3), BroadcastNumber: null, row.GetInt64(4),
            row.GetInt32(5) == (int)DeliveryState.Delivered, row.TextOrNull(6), row.NumberOrNull(7));

    /// <summary>Whether it is delivered already is for the confirmation to say: it locks the row.</summary>
    public static EventMessage ReadBroadcast(DbDataReader row) =>
        new(
            row.GetInt64(0), ReadAddress(row), row.GetInt64(0), row.GetInt64(3), row.GetInt64(4), IsDelivered: false,
            row.TextOrNull(5), row.NumberOrNull(6));

    /// <summary>The confirmation that an event implies: the way stays what it was.</summary>
    public DeliveryOutcome ToDelivered(string node, DateTimeOffset at) =>
        new(
            new DeliveryId(Id), Address, BroadcastNumber, DeliveryState.Delivered, Reason: null, Channel ?? OwnChannel, node,
            SentAt is { } sent ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : at, at);

    /// <summary>A device's clock may be wrong: not before the message was made, and not later than we heard of it.</summary>
    public DatedEvent Date(ClientEvent one)
    {
        var heardAt = one.RecordedAt.Ms();
        return new DatedEvent(
            this, one.Kind, Math.Max(Math.Min(one.ClaimedAt ?? heardAt, heardAt), Math.Min(CreatedAt, heardAt)), heardAt);
    }

    private static DeviceAddress ReadAddress(DbDataReader row) =>
        new(new AppKey(row.GetInt32(1)), new DeviceId(row.GetString(2)));
}

/// <summary>An event with its time put right.</summary>
internal sealed record DatedEvent(EventMessage Message, ClientEventKind Kind, long HappenedAt, long RecordedAt);
