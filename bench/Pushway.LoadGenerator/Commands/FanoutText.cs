using System.Text;
using Pushway.LoadGenerator.Measuring;

namespace Pushway.LoadGenerator.Commands;

/// <summary>The figures of a fan-out as text, and their ratios.</summary>
internal static class FanoutText
{
    public static string Of(RunReport report)
    {
        var text = new StringBuilder();
        foreach (var figures in report.Fanout) Append(text, figures);
        if (report.Ratios.Count > 0) text.AppendLine("ours / peer (above 1 is better for speed, below 1 for memory)");
        foreach (var (name, ratio) in report.Ratios) text.AppendLine($"  {name,-28}{ratio:F2}");
        return text.ToString().TrimEnd();
    }

    public static void AddRatios(Dictionary<string, double> ratios, FanoutFigures ours, FanoutFigures theirs)
    {
        Add(ratios, "connects/s", ours.Connect?.PerSecond, theirs.Connect?.PerSecond);
        Add(ratios, "KB per connection", ours.KbPerConnection, theirs.KbPerConnection);
        Add(ratios, "received/s, single", ours.Single?.ReceivedPerSecond?.Median, theirs.Single?.ReceivedPerSecond?.Median);
        Add(ratios, "recorded/s, single", ours.Single?.ConfirmedPerSecond?.Median, theirs.Single?.ReceivedPerSecond?.Median);
        Add(ratios, "received/s, burst", ours.Burst?.ReceivedPerSecond?.Median, theirs.Burst?.ReceivedPerSecond?.Median);
        Add(ratios, "recorded/s, burst", ours.Burst?.ConfirmedPerSecond?.Median, theirs.Burst?.ReceivedPerSecond?.Median);
    }

    private static void Add(Dictionary<string, double> ratios, string name, double? ours, double? theirs)
    {
        if (ours is { } mine && theirs is > 0 and var other) ratios[name] = mine / other;
    }

    private static void Append(StringBuilder text, FanoutFigures figures)
    {
        text.AppendLine($"{figures.Target}: {figures.Devices:N0} devices, MQTT {(figures.MqttVersion == 5 ? "5" : "3.1.1")}");
        if (figures.Issue is { } issue) text.AppendLine($"  ids issued        {Wave(issue)}");
        if (figures.Connect is { } connect) text.AppendLine($"  connects          {Wave(connect)}");
        if (figures.KbPerConnection is { } perConnection)
        {
            text.AppendLine($"  RSS               {figures.EmptyKb / 1_024.0:F0} MB empty, {figures.ConnectedKb / 1_024.0:F0} MB connected"
                + $" ({perConnection:F1} KB each), {figures.AfterwardsKb / 1_024.0:F0} MB afterwards");
        }
        if (figures.Single is { } single) Append(text, "one broadcast", single);
        if (figures.Burst is { } burst) Append(text, $"burst of {burst.Messages}", burst);
    }

    private static string Wave(ConnectFigures wave) =>
        $"{wave.PerSecond:N0}/s ({wave.Devices:N0} in {wave.Seconds:F2} s, server CPU {wave.ServerCpuSeconds:F2} s)";

    private static void Append(StringBuilder text, string name, RoundSeries series)
    {
        text.AppendLine($"  {name}, median (min–max) of {series.Rounds.Count}");
        text.AppendLine($"    accepted        {series.AcceptedMs?.ToString("F1")} ms");
        text.AppendLine($"    received by all {series.ReceivedMs?.ToString("N0")} ms, {series.ReceivedPerSecond?.ToString("N0")} deliveries/s");
        if (series.ConfirmedMs is { } confirmed)
            text.AppendLine($"    recorded        {confirmed.ToString("N0")} ms, {series.ConfirmedPerSecond?.ToString("N0")} deliveries/s");
        text.AppendLine($"    latency         p50 {series.P50Ms?.ToString("F1")} ms, p99 {series.P99Ms?.ToString("F1")} ms");
        text.AppendLine($"    server CPU      {series.ServerCpuSeconds?.ToString("F2")} s; repeated {series.Rounds.Sum(round => round.Repeated)}");
    }
}
