using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Pushway.Server.Hosting;

/// <summary>What this node is called and where it listens.</summary>
internal sealed class NodeOptions
{
    public const string Section = "Node";

    /// <summary>The node's name in traces and receipts. Default: the machine's name.</summary>
    [Required] public string Name { get; set; } = Environment.MachineName;

    /// <summary>ADDR:PORT of REST, device RPC and MQTT over WebSocket; port 0 takes a free one. Same as <c>--http</c>. Default 127.0.0.1:8080.</summary>
    [Required] public string Http { get; set; } = "127.0.0.1:8080";

    /// <summary>ADDR:PORT of MQTT over TCP; port 0 takes a free one. Same as <c>--mqtt</c>. Default 127.0.0.1:1883.</summary>
    [Required] public string Mqtt { get; set; } = "127.0.0.1:1883";

    /// <summary>Seconds a stopping node gives what is under way. Default 10.</summary>
    [Range(1, 300)] public int StopSeconds { get; set; } = 10;
}

[OptionsValidator]
internal sealed partial class NodeOptionsValidator : IValidateOptions<NodeOptions>;
