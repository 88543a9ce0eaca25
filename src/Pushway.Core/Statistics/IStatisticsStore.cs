namespace Pushway.Core.Statistics;

/// <summary>The counts that other stores keep of what they change, in the transaction of the change.</summary>
public interface IStatisticsStore
{
    /// <summary>In order of time; steps and groups without any count are left out. Includes all that was committed before.</summary>
    Task<IReadOnlyList<StatisticFigures>> ReadAsync(StatisticQuery query, CancellationToken cancellation);

    Task<IReadOnlyList<FailureFigures>> ReadFailuresAsync(StatisticQuery query, CancellationToken cancellation);

    /// <summary>Adds what transactions have noted to the counts of minutes, hours and days; returns how many notes, <paramref name="limit"/> at
    /// most.</summary>
    Task<int> FoldAsync(int limit, CancellationToken cancellation);

    /// <summary>Deletes minutes, and hours and days, that began before a time, <paramref name="limit"/> of each at most; returns how
    /// many.</summary>
    Task<int> ForgetAsync(
        DateTimeOffset minutesBefore, DateTimeOffset othersBefore, int limit, CancellationToken cancellation);
}
