using System.CommandLine;

namespace Pushway.LoadGenerator.Commands;

/// <summary>The options of <c>registry</c>.</summary>
internal sealed class RegistryOptions
{
    public TargetOptions Target { get; } = new();
    public Option<int> Users { get; } = TargetOptions.Number("--users", 200_000, "Users in the large registry; --devices says how many devices.");
    public Option<int> SmallDevices { get; } = TargetOptions.Number("--small-devices", 10_000, "Devices in the small registry.");
    public Option<int> SmallUsers { get; } = TargetOptions.Number("--small-users", 2_000, "Users in the small registry.");
    public Option<int> Connected { get; } = TargetOptions.Number("--connected", 100, "Devices that are connected for the second half.");
    public Option<int> Callers { get; } = TargetOptions.Number("--callers", 64, "Calls in flight at most, where there is more than one.");
    public Option<int> Rounds { get; } = TargetOptions.Number("--rounds", 5, "Rounds that count; one more comes before them.");
    public Option<int> Seconds { get; } = TargetOptions.Number("--seconds", 2, "Seconds of calls a round.");
}
