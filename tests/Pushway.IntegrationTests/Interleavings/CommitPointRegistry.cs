using Pushway.IntegrationTests.Stepping;

namespace Pushway.IntegrationTests.Interleavings;

/// <summary>Finds the commit points of the scenario that a call belongs to; calls of no scenario pass freely.</summary>
internal sealed class CommitPointRegistry : Stops
{
    private static readonly AsyncLocal<CommitPoints?> Current = new();

    /// <summary>Everything started from here on, drains included, belongs to these points.</summary>
    public static void Enter(CommitPoints points) => Current.Value = points;

    public override async Task<T> AroundAsync<T>(Func<Task<T>> work, bool isWrite)
    {
        await PassAsync();
        var result = await work();
        await PassAsync();
        return result;
    }

    /// <summary>A stop of the scenario that the caller belongs to.</summary>
    public static ValueTask PassAsync() => Current.Value?.PassAsync() ?? default;
}
