using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Pushway.LoadGenerator.History;
using Pushway.LoadGenerator.Measuring;
using Pushway.LoadGenerator.Processes;
using Pushway.LoadGenerator.Targets;

namespace Pushway.LoadGenerator.Commands;

/// <summary><c>statistics</c>: what queries cost on a history of many days.</summary>
internal static class StatisticsCommand
{
    private const int TasksPerDay = 100;
    private const int WarmUp = 10;

    private static readonly (string Name, string Query)[] Queries =
    [
        ("days", "statistics?step=day"),
        ("days by platform, channel and kind", "statistics?step=day&by=platform,channel,kind"),
        ("hours", "statistics?step=hour"),
        ("hours by channel", "statistics?step=hour&by=channel"),
        ("hours of one channel", "statistics?step=hour&channel=gateway"),
        ("failures by day and channel", "statistics/failures?step=day&by=channel"),
        ("all days by app version", "statistics?step=total&by=version"),
        ("all days by app version and channel", "statistics?step=total&by=version,channel"),
        ("days by app version", "statistics?step=day&by=version"),
        ("days of one app version by channel", "statistics?step=day&version=7.1&by=channel"),
        ("hours of one app version", "statistics?step=hour&version=7.1"),
        ("days of one push by channel", "statistics?step=day&push=42&by=channel"),
    ];

    public static Command Create()
    {
        var target = new TargetOptions();
        var days = TargetOptions.Number("--days", 90, "Days of history, which the queries are about.");
        var perDay = TargetOptions.Number("--per-day", 1_000_000, "Messages a day.");
        var versions = TargetOptions.Number("--versions", 200, "App versions, each on two platforms and all of their channels, every day.");
        var rounds = TargetOptions.Number("--rounds", 5, "Rounds that count; ten come before them, in which the node compiles its code.");
        var command = new Command("statistics", "Ask a node for its statistics, over a generated history.") { days, perDay, versions, rounds };
        target.AddTo(command);
        command.SetAction((parsed, cancellation) => LoadRun.RunAsync(
            target, parsed,
            progress => async (report, token) =>
            {
                if (!parsed.GetValue(target.SpawnServer)) throw new LoadException("statistics starts its own node: --spawn-server");
                var choice = TargetFactory.ChoiceOf(target, parsed);
                var directory = ServerProcess.NewDirectory(choice);
                try
                {
                    // The first start makes the schema and the app.
                    await using (await ServerProcess.StartAsync(choice, directory, token))
                    {
                    }
                    progress.Show(() => "writing the history");
                    var file = parsed.GetValue(target.Engine) == "Sqlite" ? Path.Combine(directory, "pushway.db") : null;
                    var history = await StatisticsHistory.OpenAsync(
                        file, parsed.GetValue(target.ConnectionString), parsed.GetValue(days), parsed.GetValue(perDay),
                        parsed.GetValue(versions), TasksPerDay, token);
                    var rows = await history.WriteAsync(token);
                    await using var server = await ServerProcess.StartAsync(choice, directory, token);
                    using var api = new PushApi(server.Http, FirstStartFile.Read(server.FirstStart).ApiToken);
                    await AskAsync(api, parsed.GetValue(days), parsed.GetValue(rounds), progress, report, token);
                    return Text(rows, report);
                }
                finally
                {
                    Directory.Delete(directory, recursive: true);
                }
            },
            cancellation));
        return command;
    }

    private static async Task AskAsync(
        PushApi api, int days, int rounds, ProgressLine progress, RunReport report, CancellationToken cancellation)
    {
        var (from, to) = (StatisticsHistory.End.AddDays(-days), StatisticsHistory.End);
        foreach (var (name, query) in Queries)
        {
            progress.Show(() => name);
            var times = new List<double?>();
            var bytes = 0;
            for (var round = 0; round < WarmUp + rounds; round++)
            {
                var began = Stopwatch.GetTimestamp();
                bytes = await api.GetAsync($"/v1/{query}&from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}", cancellation);
                if (round >= WarmUp) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            report.Queries.Add(new QueryFigures(name, bytes, Spread.Of(times)!));
        }
    }

    private static string Text(long rows, RunReport report)
    {
        var text = new StringBuilder().AppendLine($"{rows:N0} rows; ms, median (min–max) of the rounds; size of the answer");
        foreach (var one in report.Queries)
            text.AppendLine($"  {one.Name,-40} {one.Ms.ToString("F1"),24} {one.Bytes / 1_024.0,10:N0} KB");
        return text.ToString().TrimEnd();
    }
}
