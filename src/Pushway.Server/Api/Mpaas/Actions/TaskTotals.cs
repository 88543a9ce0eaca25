using Pushway.Core.Pushes;
using Pushway.Core.Statistics;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>The original's core figures: all messages, those handed over, those that arrived, and what people did.</summary>
internal sealed record TaskTotals(long All, long Sent, long Arrived, long Opened, long Ignored)
{
    public const string OwnChannel = "gateway";

    public double ArrivalRate => Rate(Arrived, Sent);

    public double OpenRate => Rate(Opened, Arrived);

    public double IgnoreRate => Rate(Ignored, Arrived);

    /// <summary>Of figures told apart by channel: on a vendor's, what it has taken has arrived; on the own one, what the device confirmed.</summary>
    public static TaskTotals Of(IReadOnlyList<StatisticFigures> figures)
    {
        var totals = new TaskTotals(0, 0, 0, 0, 0);
        foreach (var (key, counts) in figures)
        {
            var isVendor = key.Channel is { Length: > 0 } channel && channel != OwnChannel;
            totals = new(
                totals.All + counts.Messages, totals.Sent + counts.Sent, totals.Arrived + (isVendor ? counts.Accepted : counts.Delivered),
                totals.Opened + counts.Opened, totals.Ignored + counts.Dismissed);
        }
        // Messages belong to no channel, so a question about one has only what went there.
        return totals with { All = Math.Max(totals.All, totals.Sent) };
    }

    /// <summary>Of a push by the states of its deliveries.</summary>
    public static TaskTotals Of(IReadOnlyDictionary<DeliveryState, long> counts)
    {
        long Sum(params ReadOnlySpan<DeliveryState> states)
        {
            var sum = 0L;
            foreach (var state in states) sum += counts.GetValueOrDefault(state);
            return sum;
        }
        return new(
            counts.Values.Sum(), Sum(DeliveryState.Sent, DeliveryState.AcceptedByVendor, DeliveryState.Delivered),
            Sum(DeliveryState.AcceptedByVendor, DeliveryState.Delivered), 0, 0);
    }

    private static double Rate(long part, long whole) => whole == 0 ? 0 : Math.Round((double)part / whole, 4);
}
