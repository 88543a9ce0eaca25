using HdrHistogram;

namespace Pushway.LoadGenerator.Measuring;

/// <summary>Latencies in microseconds, up to ten minutes, three digits.</summary>
internal static class Histograms
{
    private const long Longest = 600_000_000;

    public static LongHistogram Create() => new(Longest, numberOfSignificantValueDigits: 3);

    public static void Record(LongHistogram histogram, TimeSpan elapsed) =>
        histogram.RecordValue(Math.Clamp((long)elapsed.TotalMicroseconds, 0, Longest));

    public static double Ms(LongHistogram histogram, double percentile) =>
        histogram.TotalCount == 0 ? 0 : histogram.GetValueAtPercentile(percentile) / 1_000.0;
}
