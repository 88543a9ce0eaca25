using Pushway.Core.Channels;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.IntegrationTests.Stepping;
using Pushway.Storage;

namespace Pushway.IntegrationTests.Interleavings;

/// <summary>Starts nodes of a scenario.</summary>
internal static class StartedNode
{
    /// <summary>Starts a node on a database; nodes that share one also share <paramref name="peers"/>, the way to each other's devices.</summary>
    public static async Task<CoreNode> OnAsync(
        Dictionary<string, string?> storage, string name, Neighbours peers, CancellationToken cancellation)
    {
        var node = CoreNode.Create(name, storage, new CommitPointRegistry(), services =>
        {
            CoreNode.Decorate<IPushChannel>(services, peers.Add);
            CoreNode.Decorate<IDeviceSessions>(services, peers.Add);
        });
        await node.Get<Database>().MigrateAsync(cancellation);
        await node.StartAsync(
            [node.Get<ReceiptRecorder>(), node.Get<PushWorker>(), node.Get<RecallWorker>(), node.Get<DeviceActivity>()], cancellation);
        return node;
    }
}
