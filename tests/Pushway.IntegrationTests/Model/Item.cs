using Pushway.Core.Events;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Model;

/// <summary>What the trace shows of one target on one device, or of a target without a device.</summary>
internal sealed record Item(
    string Id, int Push, string Target, string? Device, DeliveryState State, string? Reason, DateTimeOffset ExpiresAt)
{
    public bool IsOpen => State <= DeliveryState.AcceptedByVendor;

    public override string ToString() =>
        $"message {Id} of push {Push} for {Target} on {Device ?? "no device"}: {State}{(Reason is null ? "" : $" ({Reason})")}";
}

/// <summary>What can be read of one push at one moment.</summary>
internal sealed record Reading(
    PushState State, DateTimeOffset ExpiresAt, IReadOnlyDictionary<DeliveryState, long> Counts, IReadOnlyList<Item> Items)
{
    public IReadOnlyDictionary<ClientEventKind, long> Events { get; init; } = new Dictionary<ClientEventKind, long>();
}

/// <summary>A receipt of the outbox.</summary>
internal sealed record ToldEvent(int Push, string Target, string? Device, string Event, int Sequence);
