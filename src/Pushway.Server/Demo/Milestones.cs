using System.Collections.Concurrent;

namespace Pushway.Server.Demo;

/// <summary>Things that must happen in the show, by name.</summary>
internal sealed class Milestones
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _reached = new();

    public void Reach(string name) => Of(name).TrySetResult();

    /// <summary>The names not reached in time.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(
        IReadOnlyList<string> names, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(names.Select(name => Of(name).Task)).WaitAsync(patience, cancellation);
            return [];
        }
        catch (TimeoutException)
        {
            return [.. names.Where(name => !Of(name).Task.IsCompleted)];
        }
    }

    private TaskCompletionSource Of(string name) => _reached.GetOrAdd(
        name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
