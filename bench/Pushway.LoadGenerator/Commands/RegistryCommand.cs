using System.CommandLine;
using System.Text;
using Pushway.LoadGenerator.Measuring;
using Pushway.LoadGenerator.Registry;

namespace Pushway.LoadGenerator.Commands;

/// <summary><c>registry</c>: what a call costs in a large registry against a small one, round by round in turn.</summary>
internal static class RegistryCommand
{
    public static Command Create()
    {
        var options = new RegistryOptions();
        var command = new Command("registry", "Push to users and to everyone on a node with many devices and on one with few.")
        {
            options.Users,
            options.SmallDevices,
            options.SmallUsers,
            options.Connected,
            options.Callers,
            options.Rounds,
            options.Seconds,
        };
        options.Target.AddTo(command);
        command.SetAction((parsed, cancellation) =>
            LoadRun.RunAsync(options.Target, parsed, progress => Scenario(options, parsed, progress), cancellation));
        return command;
    }

    private static LoadScenario Scenario(RegistryOptions options, ParseResult parsed, ProgressLine progress) =>
        async (report, cancellation) =>
        {
            if (!parsed.GetValue(options.Target.SpawnServer) || parsed.GetValue(options.Target.Engine) != "Sqlite")
                throw new LoadException("registry starts its own nodes on SQLite: --spawn-server");
            var choice = TargetFactory.ChoiceOf(options.Target, parsed);
            await using var small = await SeededNode.StartAsync(
                choice, parsed.GetValue(options.SmallDevices), parsed.GetValue(options.SmallUsers), progress, cancellation);
            await using var large = await SeededNode.StartAsync(
                choice, parsed.GetValue(options.Target.Devices), parsed.GetValue(options.Users), progress, cancellation);
            await new RegistryRun(options, parsed, [small, large], progress).RunAsync(cancellation);
            report.Registry.AddRange([small.Figures, large.Figures]);
            for (var i = 0; i < small.Figures.Series.Count; i++)
            {
                var (few, many) = (small.Figures.Series[i], large.Figures.Series[i]);
                report.Ratios[$"{few.Name}, {few.Callers} callers, p50"] = many.P50Ms.Median / few.P50Ms.Median;
            }
            return Text(small.Figures, large.Figures);
        };

    private static string Text(RegistryFigures small, RegistryFigures large)
    {
        var text = new StringBuilder();
        foreach (var node in (RegistryFigures[])[small, large])
        {
            text.AppendLine(
                $"{node.Devices:N0} devices, {node.Users:N0} users: database {node.DatabaseMb:N0} MB, ready in {node.StartSeconds:F1} s, RSS {node.StartKb / 1_024:N0} MB, afterwards {node.AfterwardsKb / 1_024:N0} MB");
        }
        text.AppendLine("median (min–max) of the rounds: small | large | ratio of the medians");
        for (var i = 0; i < small.Series.Count; i++)
        {
            var (few, many) = (small.Series[i], large.Series[i]);
            text.AppendLine($"  {few.Name}, {few.Callers} callers");
            Line(text, "p50 ms", few.P50Ms, many.P50Ms, "F2");
            Line(text, "p99 ms", few.P99Ms, many.P99Ms, "F2");
            Line(text, "calls/s", few.PerSecond, many.PerSecond, "N0");
        }
        return text.ToString().TrimEnd();
    }

    private static void Line(StringBuilder text, string name, Spread few, Spread many, string format) => text.AppendLine(
        $"    {name,-8} {few.ToString(format),24} | {many.ToString(format),24} | {many.Median / few.Median:F2}");
}
