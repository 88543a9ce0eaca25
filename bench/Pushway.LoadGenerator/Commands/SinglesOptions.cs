using System.CommandLine;

namespace Pushway.LoadGenerator.Commands;

/// <summary>The options of <c>singles</c>.</summary>
internal sealed class SinglesOptions
{
    public TargetOptions Target { get; } = new();
    public Option<int> Callers { get; } = TargetOptions.Number("--callers", 64, "Calls in flight at most.");
    public Option<int> Rate { get; } = TargetOptions.Number("--rate", 0, "Calls a second by the clock (open loop); 0 for as many as the callers get done.");
    public Option<int> Seconds { get; } = TargetOptions.Number("--seconds", 10, "How long to call.");
    public Option<int> WarmUp { get; } = TargetOptions.Number("--warm-up", 10, "Seconds of calls that do not count: a new server compiles its code in them.");
    public Option<int> Pushes { get; } = TargetOptions.Number("--pushes", 200_000, "Calls at most.");
    public Option<int> Batch { get; } = TargetOptions.Number("--batch", 1, "Devices named in one call.");
    public Option<int> Check { get; } = TargetOptions.Number("--check", 1_000, "Pushes, spread over the run, whose recorded state is read back at the end.");
}
