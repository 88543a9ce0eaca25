using System.CommandLine;

namespace Pushway.LoadGenerator.Commands;

/// <summary>The options of <c>fanout</c>.</summary>
internal sealed class FanoutOptions
{
    public TargetOptions Target { get; } = new();
    public Option<int> Rounds { get; } = TargetOptions.Number("--rounds", 5, "Single broadcasts that count, after one that does not.");
    public Option<int> Burst { get; } = TargetOptions.Number("--burst", 20, "Broadcasts sent at once in a burst; 0 for no bursts.");
    public Option<int> Bursts { get; } = TargetOptions.Number("--bursts", 3, "Bursts that count, after one that does not.");
}
