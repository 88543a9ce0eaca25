using System.Runtime.InteropServices;

namespace Pushway.LoadGenerator.Measuring;

/// <summary>Everything a run found, as written to the JSON file.</summary>
internal sealed record RunReport(string Scenario, DateTimeOffset At, MachineFacts Machine, IReadOnlyList<string> Command)
{
    public List<FanoutFigures> Fanout { get; init; } = [];
    public List<SinglesFigures> Singles { get; init; } = [];
    public List<RegistryFigures> Registry { get; init; } = [];
    public List<QueryFigures> Queries { get; init; } = [];
    public List<TagFigures> Tags { get; init; } = [];

    /// <summary>Ours divided by the peer's, by figure.</summary>
    public Dictionary<string, double> Ratios { get; init; } = [];

    public static RunReport Begin(string scenario) =>
        new(scenario, TimeProvider.System.GetLocalNow(), MachineFacts.Read(), Environment.GetCommandLineArgs()[1..]);
}

/// <summary>What the figures were measured on.</summary>
internal sealed record MachineFacts(string Processor, int Processors, string System, string Runtime)
{
    public static MachineFacts Read()
    {
        var line = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return new MachineFacts(
            line is null ? "unknown" : line[(line.IndexOf(':') + 1)..].Trim(),
            Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);
    }
}

/// <summary>One wave of connections.</summary>
internal sealed record ConnectFigures(int Devices, double Seconds, double? ServerCpuSeconds)
{
    public double PerSecond => Devices / Seconds;
}

/// <summary>Fan-out to all devices of one target.</summary>
internal sealed record FanoutFigures(string Target, int Devices, int MqttVersion)
{
    /// <summary>First connections, in which the server issues ids; null if identities were reused or the target has none.</summary>
    public ConnectFigures? Issue { get; set; }
    public ConnectFigures? Connect { get; set; }

    /// <summary>Of the server process before the first connection, in KB.</summary>
    public long? EmptyKb { get; set; }

    /// <summary>With all devices connected and five seconds of rest, in KB.</summary>
    public long? ConnectedKb { get; set; }

    /// <summary>After the last round, in KB.</summary>
    public long? AfterwardsKb { get; set; }
    public double? KbPerConnection => (ConnectedKb - EmptyKb) / (double)Devices;
    public RoundSeries? Single { get; set; }
    public RoundSeries? Burst { get; set; }
}

/// <summary>Pushes to single devices, or to a few, through the HTTP API.</summary>
/// <param name="Target">Who was measured.</param>
/// <param name="Devices">Connected devices the pushes are spread over.</param>
/// <param name="Callers">Calls in flight at most.</param>
/// <param name="Rate">Planned calls a second; 0 for as many as the callers get done.</param>
/// <param name="Batch">Devices named in one call.</param>
internal sealed record SinglesFigures(string Target, int Devices, int Callers, int Rate, int Batch)
{
    public int Pushes { get; init; }
    public double AcceptedPerSecond { get; init; }

    /// <summary>Deliveries a second up to the last receipt.</summary>
    public double ReceivedPerSecond { get; init; }

    /// <summary>Deliveries a second up to the time the last accepted pushes were all recorded as delivered.</summary>
    public double ConfirmedPerSecond { get; init; }
    public double AcceptP50Ms { get; init; }
    public double AcceptP99Ms { get; init; }
    public double DeviceP50Ms { get; init; }
    public double DeviceP99Ms { get; init; }
    public double? ServerCpuMicrosecondsPerDelivery { get; init; }
    public double ToolCpuMicrosecondsPerDelivery { get; init; }
    public int Repeated { get; init; }
    public int Checked { get; init; }
    public double? ServerKb { get; init; }
}
