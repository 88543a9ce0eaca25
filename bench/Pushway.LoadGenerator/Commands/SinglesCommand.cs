using System.CommandLine;
using System.Text;
using Pushway.LoadGenerator.Measuring;

namespace Pushway.LoadGenerator.Commands;

/// <summary><c>singles</c>: pushes to one device each, or to a few, out of all that are connected.</summary>
internal static class SinglesCommand
{
    public static Command Create()
    {
        var options = new SinglesOptions();
        var command = new Command("singles", "Connect devices and push to random ones of them through the HTTP API.")
        {
            options.Callers,
            options.Rate,
            options.Seconds,
            options.WarmUp,
            options.Pushes,
            options.Batch,
            options.Check,
        };
        options.Target.AddTo(command);
        command.SetAction((parsed, cancellation) =>
            LoadRun.RunAsync(options.Target, parsed, progress => Scenario(options, parsed, progress), cancellation));
        return command;
    }

    private static LoadScenario Scenario(SinglesOptions options, ParseResult parsed, ProgressLine progress) =>
        async (report, cancellation) =>
        {
            if (parsed.GetValue(options.Target.Peer) is not null)
                throw new LoadException("singles has no peer: a broker has no durable push to one device by HTTP");
            await using var target = await TargetFactory.PushwayAsync(options.Target, parsed, cancellation);
            var figures = await new SinglesRun(options, parsed, target, progress).RunAsync(cancellation);
            report.Singles.Add(figures);
            return Text(figures);
        };

    private static string Text(SinglesFigures figures) => new StringBuilder()
        .Append($"{figures.Target}: {figures.Pushes:N0} pushes to {figures.Batch} of {figures.Devices:N0} devices, ")
        .AppendLine(figures.Rate > 0 ? $"{figures.Rate:N0}/s by the clock" : $"{figures.Callers} callers")
        .AppendLine($"  accepted          {figures.AcceptedPerSecond:N0} pushes/s; p50 {figures.AcceptP50Ms:F2} ms, p99 {figures.AcceptP99Ms:F2} ms")
        .AppendLine($"  received          {figures.ReceivedPerSecond:N0} deliveries/s; from the call to the device p50 {figures.DeviceP50Ms:F2} ms, p99 {figures.DeviceP99Ms:F2} ms")
        .AppendLine($"  recorded          {figures.ConfirmedPerSecond:N0} deliveries/s; {figures.Checked:N0} read back, all delivered; repeated {figures.Repeated}")
        .Append($"  CPU a delivery    server {figures.ServerCpuMicrosecondsPerDelivery:F0} µs, tool {figures.ToolCpuMicrosecondsPerDelivery:F0} µs; server RSS {figures.ServerKb / 1_024:F0} MB")
        .ToString();
}
