using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pushway.Core;
using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Gateway;
using Pushway.Gateway.Connections;
using Pushway.Storage;

namespace Pushway.IntegrationTests.Stepping;

/// <summary>Core, gateway and storage of one node in this process, without listeners, with stops around all that its database does.</summary>
internal sealed class CoreNode : IAsyncDisposable
{
    private static readonly byte[] Master = RandomNumberGenerator.GetBytes(MasterKey.SizeBytes);
    private static readonly MethodInfo LoopMethod =
        typeof(HostedLoop).GetMethod("LoopAsync", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _loops = [];

    private CoreNode(ServiceProvider services) => _services = services;

    /// <summary>Puts a node together; <paramref name="adapt"/> replaces parts. Nothing runs yet.</summary>
    public static CoreNode Create(
        string name, Dictionary<string, string?> settings, Stops stops, Action<ServiceCollection> adapt)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error).AddProvider(new FailingLog()));
        services.AddMetrics();
        services.AddSingleton<IHostApplicationLifetime, StillRunning>();
        services.AddSingleton(new MasterKey(Master));
        services.AddSingleton<SecretProtector, PlainSecrets>();
        services.AddSingleton(NodeIdentity.Create(name));
        services.AddSingleton<HttpMessageInvoker>(_ => new HttpClient());
        services.AddPushwayCore().AddPushwayStorage().AddPushwayGateway();
        Decorate<Database>(services, database => new SteppedDatabase(database, stops, leaveOpen: false));
        adapt(services);
        return new CoreNode(services.BuildServiceProvider());
    }

    /// <summary>Wraps a part in another.</summary>
    public static void Decorate<TSeam>(ServiceCollection services, Func<TSeam, TSeam> wrap)
        where TSeam : class
    {
        var original = services.Last(service => service.ServiceType == typeof(TSeam));
        services.RemoveAll<TSeam>();
        services.AddSingleton(provider => wrap((TSeam)(original.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, original.ImplementationType!))));
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public LoopbackDevice Device(App app, NewIdentity identity) =>
        new(app.UserName, identity, Get<ConnectionServices>());

    /// <summary>Starts these loops as the host would; they end with the node.</summary>
    public async Task StartAsync(IEnumerable<IHostedService> loops, CancellationToken cancellation)
    {
        foreach (var loop in loops)
        {
            _loops.Add(loop);
            await loop.StartAsync(cancellation);
        }
    }

    /// <summary>Runs all loops but those named where the caller is: a host would give each to the thread pool.</summary>
    public void RunLoopsHere(IReadOnlyList<Type> without, CancellationToken cancellation)
    {
        foreach (var loop in _services.GetServices<IHostedService>().OfType<HostedLoop>())
        {
            if (!without.Contains(loop.GetType())) LoopMethod.Invoke(loop, [cancellation]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in _loops) await loop.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
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
