using System.Runtime.InteropServices;
using Pushway.Core.Statistics;

namespace Pushway.Storage.Statistics;

/// <summary>Adds up what transactions counted into the cells of all scopes and steps.</summary>
internal sealed class Rollup(IReadOnlyDictionary<long, DeviceProfile> profiles)
{
    private static readonly StatisticStep[] AllSteps = [StatisticStep.Minute, StatisticStep.Hour, StatisticStep.Day];
    private static readonly StatisticStep[] StepsOfProfiles = [StatisticStep.Hour, StatisticStep.Day];
    private static readonly StatisticStep[] StepsByChannel = [StatisticStep.Hour, StatisticStep.Day, StatisticStep.Week];
    private static readonly StatisticStep[] StepsOfTasks = [StatisticStep.Minute, StatisticStep.Hour];

    public Dictionary<Cell, StatisticCounts> Counts { get; } = [];

    public Dictionary<FailureCell, long> Failures { get; } = [];

    public void Add(in Count count, long total)
    {
        var countedAs = new CountedAs(count.CountedAs);
        var platform = profiles.GetValueOrDefault(countedAs.Profile).Platform ?? "";
        var kind = (int)countedAs.Kind;
        foreach (var step in AllSteps) Add(count, total, Scope.App, 0, step, platform, kind);
        Add(count, total, Scope.AllKinds, 0, StatisticStep.Hour, platform, Cell.AllKinds);
        if (count.Metric != Metric.Pushes)
        {
            foreach (var step in StepsByChannel)
                Add(count, total, Scope.ProfileByChannel, countedAs.Profile, step, platform, Cell.AllKinds);
            foreach (var step in StepsOfProfiles)
                Add(count with { Channel = "" }, total, Scope.Profile, countedAs.Profile, step, platform, Cell.AllKinds);
        }
        if (count.Push == 0) return;
        foreach (var step in StepsOfTasks) Add(count, total, Scope.Task, count.Push, step, platform, kind);
    }

    private void Add(in Count count, long total, Scope scope, long id, StatisticStep step, string platform, int kind)
    {
        var at = count.Minute * 60_000;
        var startsAt = at - (at % (long)step.Length().TotalMilliseconds);
        var cell = new Cell(count.App, scope, id, step, startsAt, platform, count.Channel, kind);
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(Counts, cell, out _);
        counts += Of(count.Metric, total);
        if (count.Metric != Metric.Failed) return;
        var failure = new FailureCell(cell, (int)count.State, count.Reason);
        CollectionsMarshal.GetValueRefOrAddDefault(Failures, failure, out _) += total;
    }

    private static StatisticCounts Of(Metric metric, long total) => metric switch
    {
        Metric.Pushes => new StatisticCounts { Pushes = total },
        Metric.Messages => new StatisticCounts { Messages = total },
        Metric.Sent => new StatisticCounts { Sent = total },
        Metric.Accepted => new StatisticCounts { Accepted = total },
        Metric.Delivered => new StatisticCounts { Delivered = total },
        Metric.Displayed => new StatisticCounts { Displayed = total },
        Metric.Opened => new StatisticCounts { Opened = total },
        Metric.Dismissed => new StatisticCounts { Dismissed = total },
        Metric.Failed => new StatisticCounts { Failed = total },
    };
}

/// <summary>What a profile stands for.</summary>
internal readonly record struct DeviceProfile(string Platform, string Version);
