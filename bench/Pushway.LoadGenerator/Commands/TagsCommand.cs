using System.CommandLine;
using System.Text;
using Pushway.LoadGenerator.Measuring;
using Pushway.LoadGenerator.Registry;

namespace Pushway.LoadGenerator.Commands;

/// <summary><c>tags</c>: uploads many users to a tag and pushes to all of them, while single pushes go on.</summary>
internal static class TagsCommand
{
    public static Command Create()
    {
        var target = new TargetOptions();
        var ids = TargetOptions.Number("--ids", 500_000, "Users of the tag; those of the registry are the first.");
        var users = TargetOptions.Number("--users", 5_000, "Users who are bound; --devices says how many devices there are.");
        var connected = TargetOptions.Number("--connected", 2_000, "Devices that are connected, of as many users.");
        var pushes = TargetOptions.Number("--pushes", 2, "Pushes to the tag, one after the other.");
        var rate = TargetOptions.Number("--rate", 50, "Single pushes a second meanwhile.");
        var command = new Command("tags", "Upload users to a tag and push to them.") { ids, users, connected, pushes, rate };
        target.AddTo(command);
        command.SetAction((parsed, cancellation) => LoadRun.RunAsync(
            target, parsed,
            progress => async (report, token) =>
            {
                if (!parsed.GetValue(target.SpawnServer) || parsed.GetValue(target.Engine) != "Sqlite")
                    throw new LoadException("tags starts its own node on SQLite: --spawn-server");
                await using var node = await SeededNode.StartAsync(
                    TargetFactory.ChoiceOf(target, parsed), parsed.GetValue(target.Devices), parsed.GetValue(users), progress, token);
                using var farm = await node.ConnectAsync(parsed.GetValue(connected), token);
                var run = new TagsRun(node, parsed.GetValue(ids), parsed.GetValue(connected), parsed.GetValue(rate), progress);
                report.Tags.Add(await run.RestAsync(token));
                report.Tags.Add(await run.UploadAsync("upload", token));
                report.Tags.Add(await run.UploadAsync("the same again", token));
                for (var i = 1; i <= parsed.GetValue(pushes); i++) report.Tags.Add(await run.PushAsync($"push {i}", token));
                farm.StopIfBroken();
                return Text(report);
            },
            cancellation));
        return command;
    }

    private static string Text(RunReport report)
    {
        var text = new StringBuilder();
        foreach (var one in report.Tags)
        {
            text.AppendLine(
                $"{one.Name,-14} {one.Users,9:N0} users in {one.Seconds,5:F1} s ({one.PerSecond,8:N0} /s), {one.Delivered:N0} delivered; RSS {one.BeforeKb / 1_024:N0} MB before, {one.PeakKb / 1_024:N0} peak; CPU {one.ServerCpuSeconds:F1} s; {one.Singles:N0} single pushes p50 {one.SingleP50Ms:F1} p99 {one.SingleP99Ms:F1} ms");
            if (one.TenthsKb.Count > 0) text.AppendLine($"               MB at each tenth: {string.Join(' ', one.TenthsKb.Select(static kb => kb / 1_024))}");
        }
        return text.ToString().TrimEnd();
    }
}
