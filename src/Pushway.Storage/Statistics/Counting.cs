using System.Runtime.InteropServices;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Statistics;

/// <summary>Counts what a transaction changes, in memory; they are written with it, a row for each different one. On SQLite the
/// transaction is that of many pieces of work, and what one of them counted may be dropped alone.</summary>
internal sealed class Counting
{
    private readonly Dictionary<Count, long> _kept = [];
    private readonly Dictionary<Count, long> _pending = [];

    public void Add(in MessageCount message, Metric metric, long at, string? channel, long total = 1) =>
        Add(new Count(
            message.App, at / 60_000, message.TaskId, message.CountedAs.Plain.Value, channel ?? "", metric, default, ""), total);

    /// <summary>Only a refusal is a channel's doing.</summary>
    public void AddFailure(
        in MessageCount message, DeliveryState state, string? reason, long at, string? channel, long total = 1) =>
        Add(new Count(
            message.App, at / 60_000, message.TaskId, message.CountedAs.Plain.Value,
            state == DeliveryState.Rejected ? channel ?? "" : "", Metric.Failed, state, reason ?? ""), total);

    /// <summary>The piece of work stands.</summary>
    public void Keep()
    {
        foreach (var (count, total) in _pending)
            CollectionsMarshal.GetValueRefOrAddDefault(_kept, count, out _) += total;
        _pending.Clear();
    }

    /// <summary>The piece of work was rolled back.</summary>
    public void Drop() => _pending.Clear();

    /// <summary>Everything was rolled back.</summary>
    public void DropAll()
    {
        _pending.Clear();
        _kept.Clear();
    }

    public async ValueTask WriteAsync(Session session)
    {
        Keep();
        if (_kept.Count == 0) return;
        var rows = new List<(Count, long)>(_kept.Count);
        foreach (var (count, total) in _kept) rows.Add((count, total));
        _kept.Clear();
        await session.InsertAsync("statistics_log", Count.Set, rows);
    }

    private void Add(in Count count, long total) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_pending, count, out _) += total;
}

/// <summary>Whose message is counted, and as what.</summary>
internal readonly record struct MessageCount(long App, long Push, CountedAs CountedAs)
{
    public long TaskId => CountedAs.IsTask ? Push : 0;
}
