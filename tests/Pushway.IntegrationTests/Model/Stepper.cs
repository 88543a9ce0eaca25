namespace Pushway.IntegrationTests.Model;

/// <summary>Runs everything of a sequence on one thread and one piece of work at a time: whoever comes to a stop waits there until
/// nothing else moves, then the seed says who goes on. So a seed gives the same run again.</summary>
internal sealed class Stepper(int seed) : SynchronizationContext
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly AsyncLocal<string?> Name = new();

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _work = new();
    private readonly List<Arrival> _waiting = [];
    private readonly Random _random = new(seed);
    private int _underWay;

    /// <summary>Who went on, step by step.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Steps so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Lets two go on at once now and then: their transactions meet in the database.</summary>
    public bool InPairs { get; init; }

    /// <summary>True once two have gone on at once.</summary>
    public bool HadPair { get; private set; }

    /// <summary>Called when nothing moves, before the next goes on; true takes the place of that step.</summary>
    public Func<bool> BeforeStep { get; set; } = () => false;

    /// <summary>Who acts here; known in all that follows from it.</summary>
    public static string Actor
    {
        get => Name.Value ?? "node";
        set => Name.Value = value;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_work)
        {
            _work.Enqueue((d, state));
            Monitor.Pulse(_work);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Runs until the task is over.</summary>
    public void Run(Task task)
    {
        while (!task.IsCompleted)
        {
            if (!Work() && !Step()) throw new ModelViolationException("Nothing moves any more and the work is not done.");
        }
        task.GetAwaiter().GetResult();
    }

    /// <summary>Runs until nothing moves and nobody waits at a stop.</summary>
    public void Rest()
    {
        while (Work() || Step())
        {
        }
    }

    /// <summary>Runs this to its end while everybody else stays where they are.</summary>
    public void Alone(Func<Task> look)
    {
        _underWay++;
        try
        {
            var task = look();
            while (!task.IsCompleted) Work();
            task.GetAwaiter().GetResult();
        }
        finally
        {
            _underWay--;
        }
    }

    /// <summary>A stop between two things an actor does.</summary>
    public Task PauseAsync(string where) => StopAsync(null, where);

    /// <summary>Work on the database with a stop before and after it, unless the node dies meanwhile: then it never comes back.</summary>
    public async Task<T> AroundAsync<T>(NodeLife life, bool isWrite, Func<Task<T>> work)
    {
        var kind = isWrite ? "write" : "read";
        await StopAsync(life, $"before its {kind}");
        _underWay++;
        T result;
        try
        {
            result = await work();
        }
        finally
        {
            _underWay--;
        }
        if (isWrite) life.Wrote(result);
        await StopAsync(life, $"after its {kind}");
        return result;
    }

    /// <summary>Forgets who waits at a stop of this node.</summary>
    public void Abandon(NodeLife life) => _waiting.RemoveAll(arrival => arrival.Life == life);

    private Task StopAsync(NodeLife? life, string where)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (life is not { IsDead: true }) _waiting.Add(new Arrival(life, $"{Actor} {where}", released));
        return released.Task;
    }

    /// <summary>Does the next piece of work, waiting for it if some is under way elsewhere; false if nothing moves.</summary>
    private bool Work()
    {
        (SendOrPostCallback Callback, object? State) next;
        lock (_work)
        {
            while (!_work.TryDequeue(out next))
            {
                if (_underWay == 0) return false;
                if (!Monitor.Wait(_work, Patience)) throw new ModelViolationException("The database does not come back.");
            }
        }
        next.Callback(next.State);
        return true;
    }

    /// <summary>Lets one of those who wait go on; false if nobody waits.</summary>
    private bool Step()
    {
        if (BeforeStep()) return true;
        if (_waiting.Count == 0) return false;
        Steps++;
        Release();
        if (!InPairs || _waiting.Count == 0 || _random.Next(4) > 0) return true;
        HadPair = true;
        Release();
        return true;
    }

    private void Release()
    {
        var chosen = _random.Next(_waiting.Count);
        var arrival = _waiting[chosen];
        _waiting.RemoveAt(chosen);
        Log.Add($"{Steps}: {arrival.Where}");
        arrival.Released.SetResult();
    }

    private sealed record Arrival(NodeLife? Life, string Where, TaskCompletionSource Released);
}
