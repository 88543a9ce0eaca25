using System.CommandLine;
using Pushway.LoadGenerator.Measuring;

namespace Pushway.LoadGenerator.Commands;

/// <summary><c>fanout</c>: one message to every connected device.</summary>
internal static class FanoutCommand
{
    public static Command Create()
    {
        var options = new FanoutOptions();
        var command = new Command("fanout", "Connect devices, broadcast to all of them, wait until every receipt is recorded.")
        {
            options.Rounds,
            options.Burst,
            options.Bursts,
        };
        options.Target.AddTo(command);
        command.SetAction((parsed, cancellation) =>
            LoadRun.RunAsync(options.Target, parsed, progress => RunAsync(options, parsed, progress), cancellation));
        return command;
    }

    private static LoadScenario RunAsync(FanoutOptions options, ParseResult parsed, ProgressLine progress) =>
        async (report, cancellation) =>
        {
            await using (var target = await TargetFactory.PushwayAsync(options.Target, parsed, cancellation))
            {
                report.Fanout.Add(await new FanoutRun(options, parsed, target, progress).RunAsync(cancellation));
            }
            await using (var peer = await TargetFactory.PeerAsync(options.Target, parsed, cancellation))
            {
                if (peer is not null)
                    report.Fanout.Add(await new FanoutRun(options, parsed, peer, progress).RunAsync(cancellation));
            }
            if (report.Fanout is [var ours, var theirs]) FanoutText.AddRatios(report.Ratios, ours, theirs);
            return FanoutText.Of(report);
        };
}
