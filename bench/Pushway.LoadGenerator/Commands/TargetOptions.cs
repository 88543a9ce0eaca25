using System.CommandLine;
using Pushway.Mqtt.Packets;

namespace Pushway.LoadGenerator.Commands;

/// <summary>The options that every scenario has: what to load, with how many devices, how long.</summary>
internal sealed class TargetOptions
{
    private const string BuiltServer = "artifacts/bin/Pushway.Server/release/pushway";

    public Option<string?> Http { get; } = Text("--http", "ADDR:PORT", "HTTP address of a running node.");
    public Option<string?> Mqtt { get; } = Text("--mqtt", "ADDR:PORT", "MQTT address of a running node.");
    public Option<string?> FirstStart { get; } = Text("--first-start", "FILE", "first-start.json of a running node.");
    public Option<int?> ServerPid { get; } = new("--server-pid")
    {
        Description = "Process whose memory and CPU are watched, when the node was not started by this run.",
        HelpName = "PID",
    };
    public Option<bool> SpawnServer { get; } = new("--spawn-server")
    {
        Description = "Start a node for this run, in a directory of its own, and stop it at the end.",
    };
    public Option<string> Server { get; } = new("--server")
    {
        Description = "The executable that --spawn-server starts.",
        HelpName = "FILE",
        DefaultValueFactory = _ => BuiltServer,
    };
    public Option<string?> DataParent { get; } = Text("--data", "DIR", "Where --spawn-server makes its directory; by default the temporary one.");
    public Option<string?> ServerCores { get; } = Text("--server-cores", "LIST", "Pin started servers to these cores (taskset).");
    public Option<string> Engine { get; } = new("--engine")
    {
        Description = "Storage of the started node: Sqlite or Postgres.",
        DefaultValueFactory = _ => "Sqlite",
    };
    public Option<string?> ConnectionString { get; } = Text("--connection-string", "TEXT", "For --engine Postgres.");
    public Option<string[]> Setting { get; } = new("--setting")
    {
        Description = "A setting of the started node, as Section:Key=value; may be repeated.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };
    public Option<int> Devices { get; } = Number("--devices", 10_000, "Simulated devices.");
    public Option<int> MqttVersion { get; } = Number("--mqtt-version", 5, "5, or 4 for MQTT 3.1.1.");
    public Option<int> Rate { get; } = Number("--connect-rate", 0, "Connections a second; 0 for as fast as 64 in flight go.");
    public Option<string?> Identities { get; } = Text("--identities", "FILE", "Reuse the device identities in this file, or write it.");
    public Option<string?> Peer { get; } = Text("--peer", "NAME", "Measure this peer the same way afterwards: mosquitto.");
    public Option<string?> Json { get; } = Text("--json", "FILE", "Write all figures to this file.");
    public Option<int> Timeout { get; } = Number("--timeout", 300, "Seconds the whole run may take.");

    public ProtocolVersion VersionOf(ParseResult parsed) => parsed.GetValue(MqttVersion) switch
    {
        5 => ProtocolVersion.V5,
        4 => ProtocolVersion.V311,
        var other => throw new LoadException($"--mqtt-version {other}: only 5 and 4 exist"),
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Http, Mqtt, FirstStart, ServerPid, SpawnServer, Server, DataParent, ServerCores,
            Engine, ConnectionString, Setting, Devices, MqttVersion, Rate, Identities, Peer, Json, Timeout])
        {
            command.Options.Add(option);
        }
    }

    public static Option<int> Number(string name, int fallback, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => fallback,
    };

    private static Option<string?> Text(string name, string help, string description) => new(name)
    {
        Description = description,
        HelpName = help,
    };
}
