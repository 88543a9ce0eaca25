using System.Data.Common;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Statistics;

/// <summary>What one counter of a transaction is for. The state and reason are those of a failure.</summary>
internal readonly record struct Count(
    long App, long Minute, long Push, long CountedAs, string Channel, Metric Metric, DeliveryState State, string Reason)
{
    public const string Columns = "app, minute, push_id, counted_as, channel, metric, state, reason, total";

    public static readonly RowSet<(Count Count, long Total)> Set = new(
        "r",
        new NumberColumn<(Count Count, long Total)>("app", row => row.Count.App),
        new NumberColumn<(Count Count, long Total)>("minute", row => row.Count.Minute),
        new NumberColumn<(Count Count, long Total)>("push_id", row => row.Count.Push),
        new NumberColumn<(Count Count, long Total)>("counted_as", row => row.Count.CountedAs),
        new TextColumn<(Count Count, long Total)>("channel", row => row.Count.Channel),
        new NumberColumn<(Count Count, long Total)>("metric", row => (int)row.Count.Metric),
        new NumberColumn<(Count Count, long Total)>("state", row => (int)row.Count.State),
        new TextColumn<(Count Count, long Total)>("reason", row => row.Count.Reason),
        new NumberColumn<(Count Count, long Total)>("total", row => row.Total));

    public static (Count Count, long Total) Read(DbDataReader row) =>
        (new Count(
            row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4), (Metric)row.GetInt32(5),
            (DeliveryState)row.GetInt32(6), row.GetString(7)), row.GetInt64(8));
}
