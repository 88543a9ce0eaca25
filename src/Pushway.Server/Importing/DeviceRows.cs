namespace Pushway.Server.Importing;

/// <summary>Works on rows about devices: many devices at once, the rows of one in their order, so that the last counts.</summary>
internal static class DeviceRows
{
    /// <summary>As many as the store commits at once.</summary>
    private const int AtOnce = 64;

    public static Task ForEachAsync(
        IEnumerable<int> rows, Func<int, string> deviceOf, Func<int, CancellationToken, Task> work, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            rows.GroupBy(deviceOf, StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (group, cancel) =>
            {
                foreach (var row in group) await work(row, cancel);
            });
}
