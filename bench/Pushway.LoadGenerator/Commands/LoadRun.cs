using System.CommandLine;
using System.Net.Sockets;
using System.Text.Json;
using Pushway.LoadGenerator.Measuring;

namespace Pushway.LoadGenerator.Commands;

/// <summary>The body of a scenario: fills the report and returns it as text.</summary>
internal delegate Task<string> LoadScenario(RunReport report, CancellationToken cancellation);

/// <summary>Runs a scenario within its time, prints the result and turns failures into one line and an exit code.</summary>
internal static class LoadRun
{
    public static async Task<int> RunAsync(
        TargetOptions options, ParseResult parsed, Func<ProgressLine, LoadScenario> scenario, CancellationToken cancellation)
    {
        var seconds = parsed.GetValue(options.Timeout);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(TimeSpan.FromSeconds(seconds));
        var last = "";
        try
        {
            var report = RunReport.Begin(parsed.CommandResult.Command.Name);
            string text;
            await using (var progress = new ProgressLine())
            {
                try
                {
                    text = await scenario(progress)(report, bound.Token);
                }
                finally
                {
                    last = progress.Now;
                }
            }
            await Console.Out.WriteLineAsync(text);
            if (parsed.GetValue(options.Json) is { } path)
                await File.WriteAllTextAsync(path, JsonSerializer.Serialize(report, LoadJson.Default.RunReport), cancellation);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return await FailAsync(cancellation.IsCancellationRequested
                ? $"stopped ({last})"
                : $"not finished within {seconds} s ({last})");
        }
        catch (Exception exception) when (
            exception is LoadException or SocketException or HttpRequestException or IOException)
        {
            return await FailAsync($"{exception.Message} ({last})");
        }
    }

    private static async Task<int> FailAsync(string why)
    {
        await Console.Error.WriteLineAsync($"load: {why}");
        return 1;
    }
}
