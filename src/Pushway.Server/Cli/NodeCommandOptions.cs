using System.CommandLine;
using Pushway.Server.Hosting;

namespace Pushway.Server.Cli;

/// <summary>The options that say which node is meant, and the settings given beside them.</summary>
internal sealed class NodeCommandOptions(IReadOnlyDictionary<string, string?> settings)
{
    public Option<string> Data { get; } = new("--data")
    {
        Description = "Directory of the database, the master key and first-start.json; made if missing.",
        HelpName = "DIR",
        Recursive = true,
        DefaultValueFactory = _ => NodeArguments.DefaultDataDirectory,
    };

    public Option<string?> Http { get; } = new("--http")
    {
        Description = "Where REST, device RPC and MQTT over WebSocket (/mqtt) listen; port 0 takes a free one. "
            + "[default: 127.0.0.1:8080]",
        HelpName = "ADDR:PORT",
    };

    public Option<string?> Mqtt { get; } = new("--mqtt")
    {
        Description = "Where MQTT over TCP listens; port 0 takes a free one. [default: 127.0.0.1:1883]",
        HelpName = "ADDR:PORT",
    };

    public NodeArguments Read(ParseResult parsed)
    {
        var all = new Dictionary<string, string?>(settings, StringComparer.OrdinalIgnoreCase);
        if (parsed.GetValue(Http) is { } http) all[$"{NodeOptions.Section}:{nameof(NodeOptions.Http)}"] = http;
        if (parsed.GetValue(Mqtt) is { } mqtt) all[$"{NodeOptions.Section}:{nameof(NodeOptions.Mqtt)}"] = mqtt;
        return new NodeArguments(parsed.GetRequiredValue(Data), all);
    }
}
