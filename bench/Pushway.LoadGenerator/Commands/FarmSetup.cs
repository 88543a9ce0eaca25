using System.CommandLine;
using Pushway.LoadGenerator.Devices;
using Pushway.LoadGenerator.Measuring;
using Pushway.LoadGenerator.Processes;
using Pushway.LoadGenerator.Targets;
using Pushway.Mqtt.Packets;

namespace Pushway.LoadGenerator.Commands;

/// <summary>Brings up the devices of a target: a first wave gets identities if there are none, a second one is measured.</summary>
internal sealed class FarmSetup(TargetOptions options, ParseResult parsed, ProgressLine progress)
{
    private const int FilesBesideDevices = 500;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    /// <summary>The connected farm, and the figures of the waves that made it.</summary>
    public async Task<(DeviceFarm Farm, ConnectFigures? Issue, ConnectFigures Connect)> ConnectAsync(
        ITarget target, CancellationToken cancellation)
    {
        var count = parsed.GetValue(options.Devices);
        OpenFiles.Require(count + FilesBesideDevices);
        var (identities, issue) = await IdentitiesAsync(target, count, cancellation);
        var (farm, connect) = await WaveAsync(target, options.VersionOf(parsed), identities, "connected", cancellation);
        return (farm, issue, connect);
    }

    private async Task<(DeviceIdentity[], ConnectFigures?)> IdentitiesAsync(
        ITarget target, int count, CancellationToken cancellation)
    {
        var identities = new DeviceIdentity[count];
        if (!target.IssuesIdentities)
        {
            for (var i = 0; i < count; i++) identities[i] = new DeviceIdentity($"device-{i:D6}", null, null);
            return (identities, null);
        }
        var file = parsed.GetValue(options.Identities);
        if (IdentityFile.Read(file, count, target.Username) is { } known) return (known, null);
        Array.Fill(identities, new DeviceIdentity("", target.Username, target.FirstPassword));
        var (farm, issue) = await WaveAsync(target, ProtocolVersion.V5, identities, "identities issued", cancellation);
        if (file is not null) IdentityFile.Write(file, identities);
        farm.Dispose();
        await Task.Delay(Settle, cancellation);
        return (identities, issue);
    }

    private async Task<(DeviceFarm, ConnectFigures)> WaveAsync(
        ITarget target, ProtocolVersion version, DeviceIdentity[] identities, string what, CancellationToken cancellation)
    {
        var farm = new DeviceFarm(target.Mqtt, version, identities, target.Topic);
        progress.Show(() => $"{target.Name}: {farm.ReadyCount:N0}/{identities.Length:N0} {what}, {farm.LostCount:N0} lost");
        var cpu = ProcessUsage.CpuSeconds(target.ProcessId);
        var seconds = await farm.ConnectAsync(parsed.GetValue(options.Rate), cancellation);
        return (farm, new ConnectFigures(identities.Length, seconds, ProcessUsage.CpuSeconds(target.ProcessId) - cpu));
    }
}
