using Pushway.IntegrationTests.Stepping;

namespace Pushway.IntegrationTests.Model;

/// <summary>A node from start to sudden death. What a dead one was doing never goes on.</summary>
internal sealed class NodeLife(Stepper stepper, Action<object?> wrote) : Stops
{
    // Those who wait go on at once, on the thread of the sequence.
    private readonly TaskCompletionSource _mourned = new();

    public bool IsDead { get; private set; }

    public CoreNode? Node { get; set; }

    public void Die()
    {
        IsDead = true;
        stepper.Abandon(this);
    }

    /// <summary>Tells those who wait for it that it is dead.</summary>
    public void Mourn() => _mourned.TrySetResult();

    public void Wrote(object? result) => wrote(result);

    public override Task<T> AroundAsync<T>(Func<Task<T>> work, bool isWrite) => stepper.AroundAsync(this, isWrite, work);

    /// <summary>Waits for the work or the node's death; false if the node died and nobody knows what became of the work.</summary>
    public async Task<bool> SurvivesAsync(Task work)
    {
        await Task.WhenAny(work, _mourned.Task);
        if (!work.IsCompleted) return false;
        await work;
        return true;
    }
}
