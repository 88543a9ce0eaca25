using System.Text.Json;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>What the node says about one push: its state and that of each delivery.</summary>
internal sealed record PushTrace(string Id, string State, IReadOnlyList<TraceItem> Items)
{
    public static async Task<PushTrace> ReadAsync(PushApi api, string id, CancellationToken cancellation)
    {
        var push = await api.GetPushAsync(id, cancellation);
        var items = await api.GetDeliveriesAsync(id, cancellation);
        return new PushTrace(id, push.Body.GetProperty("state").GetString()!, [.. items.Select(TraceItem.Read)]);
    }

    public override string ToString() => $"{Id} {State}: {string.Join("; ", Items)}";
}

/// <summary>One delivery of a push, or a user without a device.</summary>
internal sealed record TraceItem(string Id, string Key, string Target, string? Device, string State)
{
    public bool IsDelivered => State == "Delivered";

    /// <summary>It could go to its device now.</summary>
    public bool IsOpen => Device is not null && State is "Waiting" or "Sent";

    public static TraceItem Read(JsonElement item) => new(
        item.GetProperty("id").GetString()!, item.GetProperty("key").GetString()!,
        item.GetProperty("target").GetString()!, item.GetProperty("deviceId").GetString(), item.GetProperty("state").GetString()!);
}
