using Pushway.IntegrationTests.Stepping;

namespace Pushway.IntegrationTests.Model;

/// <summary>A node from start to sudden death. What a dead one was doing never goes on.</summary>
internal sealed class NodeLife(Stepper stepper, Action<object?> wrote) : Stops
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsDead => _died.Task.IsCompleted;

    public CoreNode? Node { get; set; }

    public void Die()
    {
        _died.TrySetResult();
        stepper.Abandon(this);
    }

    public void Wrote(object? result) => wrote(result);

    public override Task<T> AroundAsync<T>(Func<Task<T>> work, bool isWrite) => stepper.AroundAsync(this, isWrite, work);

    /// <summary>Waits for the work or the node's death; false if the node died and nobody knows what became of the work.</summary>
    public async Task<bool> SurvivesAsync(Task work)
    {
        await Task.WhenAny(work, _died.Task);
        if (!work.IsCompleted) return false;
        await work;
        return true;
    }
}
