using System.CommandLine;
using Pushway.LoadGenerator.Processes;
using Pushway.LoadGenerator.Targets;

namespace Pushway.LoadGenerator.Commands;

/// <summary>Makes the targets that the options name.</summary>
internal static class TargetFactory
{
    public static async Task<PushwayTarget> PushwayAsync(
        TargetOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(options.SpawnServer))
        {
            var server = await ServerProcess.StartAsync(ChoiceOf(options, parsed), cancellation);
            return new PushwayTarget(
                server.Http, server.Mqtt, FirstStartFile.Read(server.FirstStart), server.Id, server);
        }
        var http = parsed.GetValue(options.Http) ?? throw Missing("--http");
        var mqtt = parsed.GetValue(options.Mqtt) ?? throw Missing("--mqtt");
        var file = parsed.GetValue(options.FirstStart) ?? throw Missing("--first-start");
        return new PushwayTarget(http, mqtt, FirstStartFile.Read(file), parsed.GetValue(options.ServerPid), server: null);
    }

    public static async Task<ITarget?> PeerAsync(
        TargetOptions options, ParseResult parsed, CancellationToken cancellation) => parsed.GetValue(options.Peer) switch
        {
            null => null,
            "mosquitto" => await MosquittoTarget.StartAsync(
                parsed.GetValue(options.ServerCores), options.VersionOf(parsed), cancellation),
            var other => throw new LoadException($"--peer {other}: only mosquitto is known"),
        };

    public static ServerChoice ChoiceOf(TargetOptions options, ParseResult parsed)
    {
        var executable = Path.GetFullPath(parsed.GetRequiredValue(options.Server));
        if (!File.Exists(executable))
            throw new LoadException($"{executable} is not built: dotnet build -c Release src/Pushway.Server");
        var settings = new List<string> { $"--Storage:Engine={parsed.GetValue(options.Engine)}" };
        if (parsed.GetValue(options.ConnectionString) is { } connection)
            settings.Add($"--Storage:ConnectionString={connection}");
        foreach (var setting in parsed.GetRequiredValue(options.Setting)) settings.Add($"--{setting}");
        return new ServerChoice(
            executable, parsed.GetValue(options.DataParent), settings, parsed.GetValue(options.ServerCores));
    }

    private static LoadException Missing(string option) =>
        new($"{option} is needed, or --spawn-server to start a node");
}
