using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pushway.Core;
using Pushway.Core.Apps;
using Pushway.Core.Channels;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Gateway;
using Pushway.Gateway.Connections;
using Pushway.Storage;

namespace Pushway.IntegrationTests.Interleavings;

/// <summary>Core, gateway and storage of one node in this process, without listeners, with stops at every commit.</summary>
internal sealed class CoreNode : IAsyncDisposable
{
    private static readonly byte[] Master = RandomNumberGenerator.GetBytes(MasterKey.SizeBytes);

    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _loops = [];

    private CoreNode(ServiceProvider services) => _services = services;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Starts a node on a database; nodes that share one also share <paramref name="peers"/>, the way to each other's devices.</summary>
    public static async Task<CoreNode> StartAsync(
        string name, Dictionary<string, string?> storage, Neighbours peers, CancellationToken cancellation)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(storage).Build());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error).AddProvider(new FailingLog()));
        services.AddMetrics();
        services.AddSingleton<IHostApplicationLifetime, StillRunning>();
        services.AddSingleton(new MasterKey(Master));
        services.AddSingleton<SecretProtector, PlainSecrets>();
        services.AddSingleton(NodeIdentity.Create(name));
        services.AddSingleton<HttpMessageInvoker>(_ => new HttpClient());
        services.AddPushwayCore().AddPushwayStorage().AddPushwayGateway();
        Decorate<IDeviceStore>(services, store => new SteppedDeviceStore(store));
        Decorate<IPushStore>(services, store => new SteppedPushStore(store));
        Decorate<IDeliveryStore>(services, store => new SteppedDeliveryStore(store));
        Decorate<IControlStore>(services, store => new SteppedControlStore(store));
        Decorate<IPushChannel>(services, peers.Add);
        Decorate<IDeviceSessions>(services, peers.Add);
        var node = new CoreNode(services.BuildServiceProvider());
        await node.Get<Database>().MigrateAsync(cancellation);
        node._loops.AddRange([node.Get<ReceiptRecorder>(), node.Get<PushWorker>(), node.Get<RecallWorker>(), node.Get<DeviceActivity>()]);
        foreach (var loop in node._loops) await loop.StartAsync(cancellation);
        return node;
    }

    public LoopbackDevice Device(App app, NewIdentity identity) =>
        new(app.UserName, identity, Get<ConnectionServices>());

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in _loops) await loop.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private static void Decorate<TSeam>(ServiceCollection services, Func<TSeam, TSeam> wrap)
        where TSeam : class
    {
        var original = services.Last(service => service.ServiceType == typeof(TSeam));
        services.Remove(original);
        services.AddSingleton(provider =>
            wrap((TSeam)ActivatorUtilities.CreateInstance(provider, original.ImplementationType!)));
    }

    private sealed class PlainSecrets : SecretProtector
    {
        public override byte[] Protect(ReadOnlySpan<byte> secret) => secret.ToArray();

        public override byte[] Unprotect(byte[] ciphertext) => ciphertext;
    }

    private sealed class StillRunning : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
