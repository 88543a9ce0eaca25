using System.Diagnostics;
using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.LoadGenerator.Devices;
using Pushway.LoadGenerator.Measuring;
using Pushway.LoadGenerator.Processes;
using Pushway.LoadGenerator.Targets;
using Pushway.Mqtt.Packets;

namespace Pushway.LoadGenerator.Registry;

/// <summary>A node on a SQLite database of its own that was seeded before the node started.</summary>
internal sealed class SeededNode : IAsyncDisposable
{
    private readonly string _directory;
    private readonly ServerProcess _server;
    private readonly FirstStartFile _keys;

    private SeededNode(string directory, ServerProcess server, FirstStartFile keys, RegistryShape shape, RegistryFigures figures)
    {
        _directory = directory;
        _server = server;
        _keys = keys;
        Shape = shape;
        Figures = figures;
        Api = new PushApi(server.Http, keys.ApiToken);
        SingleUsers = [.. Enumerable.Range(0, shape.Users).Where(user => shape.CountOf(user) == 1)];
        new Random(1).Shuffle(SingleUsers);
    }

    public RegistryShape Shape { get; }
    public RegistryFigures Figures { get; }
    public PushApi Api { get; }

    /// <summary>Users with exactly one device, in random order.</summary>
    public int[] SingleUsers { get; }
    public int ProcessId => _server.Id;

    public static async Task<SeededNode> StartAsync(
        ServerChoice choice, int devices, int users, ProgressLine progress, CancellationToken cancellation)
    {
        var directory = ServerProcess.NewDirectory(choice);
        var shape = new RegistryShape(devices, users);
        // The first start makes the schema, the app and its keys.
        await using (await ServerProcess.StartAsync(choice, directory, cancellation))
        {
        }
        var file = Path.Combine(directory, "pushway.db");
        await using (var writer = new SqliteRegistryWriter(file))
            await new Seeding(shape, progress).RunAsync(writer, force: false, cancellation);
        var began = Stopwatch.GetTimestamp();
        var server = await ServerProcess.StartAsync(choice, directory, cancellation);
        var figures = new RegistryFigures(
            devices, users, new FileInfo(file).Length / 1_048_576.0, Stopwatch.GetElapsedTime(began).TotalSeconds,
            ProcessUsage.ResidentKb(server.Id));
        return new SeededNode(directory, server, FirstStartFile.Read(server.FirstStart), shape, figures);
    }

    /// <summary>Connects the devices of the first users that have exactly one.</summary>
    public async Task<DeviceFarm> ConnectAsync(int count, CancellationToken cancellation)
    {
        var secrets = new DeviceSecrets(new MasterKey(
            Convert.FromBase64String(await File.ReadAllTextAsync(Path.Combine(_directory, "master.key"), cancellation))));
        var app = new App(default, _keys.AppId, _keys.WorkspaceId, "", default);
        var identities = new DeviceIdentity[count];
        for (var i = 0; i < count; i++)
        {
            var id = Shape.DeviceId(Shape.DeviceOf(SingleUsers[i], 0));
            identities[i] = new DeviceIdentity(id, _keys.Username, secrets.Derive(app, new DeviceId(id), generation: 1));
        }
        var farm = new DeviceFarm(Addresses.Parse(_server.Mqtt), ProtocolVersion.V5, identities, topic: null);
        await farm.ConnectAsync(rate: 0, cancellation);
        return farm;
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
