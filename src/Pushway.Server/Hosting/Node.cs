using Microsoft.Extensions.Options;
using Pushway.Server.Cli;
using Pushway.Storage;

namespace Pushway.Server.Hosting;

/// <summary>A node from its first look at the data directory until it has stopped.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Listeners _listeners;
    private IDisposable? _lock;

    private Node(WebApplication app, Listeners listeners, DataDirectory directory)
    {
        _app = app;
        _listeners = listeners;
        Directory = directory;
    }

    public DataDirectory Directory { get; }

    public IServiceProvider Services => _app.Services;

    public string HttpAddress => _listeners.Http.ToString();

    public string MqttAddress => _listeners.Mqtt.ToString();

    /// <summary>Composes a node and checks its settings; touches no database.</summary>
    public static Node Create(NodeArguments arguments)
    {
        var directory = DataDirectory.Open(arguments.DataDirectory);
        var listeners = new Listeners();
        var app = SettingsCheck.Build(() => NodeBuilder.Build(arguments, directory, listeners));
        return new Node(app, listeners, directory);
    }

    /// <summary>Brings the database up to date and, if it is empty, makes it usable: then the values of the first start, else null.</summary>
    public async Task<FirstStartValues?> PrepareAsync(CancellationToken cancellation)
    {
        var isAlone = Services.GetRequiredService<IOptions<StorageOptions>>().Value.Engine == StorageEngine.Sqlite;
        // PostgreSQL nodes may share a directory, but take turns at the first start: it writes files there.
        _lock = isAlone ? Directory.Lock() : await Directory.WaitForLockAsync(cancellation);
        await MigrateAsync(cancellation);
        var values = await Services.GetRequiredService<FirstStart>().RunAsync(cancellation);
        if (isAlone) await TakeOverLeasesAsync(cancellation);
        else Unlock();
        return values;
    }

    private Task TakeOverLeasesAsync(CancellationToken cancellation) => Services.GetRequiredService<Database>()
        .TakeOverLeasesAsync(Services.GetRequiredService<TimeProvider>().GetUtcNow(), cancellation);

    public async Task MigrateAsync(CancellationToken cancellation)
    {
        try
        {
            await Services.GetRequiredService<Database>().MigrateAsync(cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new UserMistakeException($"The database cannot be opened: {Messages(exception)}", exception);
        }
    }

    /// <summary>Completes when all listeners accept.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        PortCheck.Run(Services.GetRequiredService<IOptions<NodeOptions>>());
        try
        {
            await _app.StartAsync(cancellation);
        }
        catch (IOException exception)
        {
            throw new UserMistakeException($"Cannot listen: {exception.Message}", exception);
        }
    }

    /// <summary>Cancelled as soon as the node is told to stop.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    /// <summary>Completes when the node was told to stop (Ctrl-C, SIGTERM) and has stopped.</summary>
    public Task StoppedAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    public Task StopAsync(CancellationToken cancellation) => _app.StopAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Unlock();
    }

    private void Unlock()
    {
        _lock?.Dispose();
        _lock = null;
    }

    private static string Messages(Exception exception)
    {
        var messages = new List<string>();
        for (var cause = exception; cause is not null; cause = cause.InnerException) messages.Add(cause.Message.TrimEnd('.'));
        return string.Join(": ", messages.Distinct());
    }
}
