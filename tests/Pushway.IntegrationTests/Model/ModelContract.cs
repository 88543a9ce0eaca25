using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Pushway.IntegrationTests.Storage;
using Pushway.Storage;

namespace Pushway.IntegrationTests.Model;

/// <summary>Random sequences of two concurrent actors, with the node dying between any two commits, against the model. A failure names its
/// seed and the shortest plan that was found to fail; <c>PUSHWAY_SEED=n</c> replays that one, <c>PUSHWAY_MODEL_RUNS=5000</c> runs more.</summary>
public abstract class ModelContract(TestEngine engine)
{
    private const int Lanes = 2;
    private static readonly TimeSpan ShrinkFor = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Sequences of a normal run.</summary>
    protected abstract int Runs { get; }

    /// <summary>Transactions can run at the same time.</summary>
    protected abstract bool InPairs { get; }

    [Fact(Timeout = 7_200_000)]
    public async Task Whatever_two_actors_do_and_whenever_the_node_dies_the_model_holds()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var seeds = new ConcurrentQueue<int>(Seeds());
        var (count, watch) = (seeds.Count, Stopwatch.StartNew());
        var steps = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => Task.Factory.StartNew(
            () => RunLane(seeds, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{count} sequences, {steps.Sum()} steps, {watch.Elapsed.TotalSeconds:F1} s"));
    }

    private long RunLane(ConcurrentQueue<int> seeds, CancellationToken cancellation)
    {
        var (steps, start, count) = (0L, Start, 0);
        var options = engine.CreateMigratedAsync().GetAwaiter().GetResult();
        var stores = OpenAsync(options).GetAwaiter().GetResult();
        try
        {
            while (seeds.TryDequeue(out var seed) && !cancellation.IsCancellationRequested)
            {
                var plan = new PlanMaker(seed).Make();
                var run = new ModelRun(plan, stores, start, InPairs);
                if (run.Fails() is { } fault)
                {
                    seeds.Clear();
                    Assert.Fail(Story(plan, fault, after: count, Shortened(plan, stores, run.End), stores, run.End));
                }
                (steps, start, count) = (steps + run.Steps, run.End, count + 1);
            }
        }
        finally
        {
            stores.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        return steps;
    }

    private Plan Shortened(Plan plan, Stores stores, DateTimeOffset start) =>
        Shrinking.Shorten(plan, shorter => new ModelRun(shorter, stores, start, InPairs).Fails() is not null, ShrinkFor);

    private string Story(Plan plan, Exception fault, int after, Plan shortened, Stores stores, DateTimeOffset start)
    {
        var last = new ModelRun(shortened, stores, start, InPairs);
        var itsFault = last.Fails();
        return string.Create(CultureInfo.InvariantCulture, $"""
            PUSHWAY_SEED={plan.Seed} after {after} others: {fault.Message}
            {plan}
            Shortened: {itsFault?.Message ?? "did not fail again"}
            {shortened}
            {string.Join('\n', last.Log)}
            {itsFault ?? fault}
            """);
    }

    private async Task<Stores> OpenAsync(StorageOptions options)
    {
        var stores = engine.Open(options);
        await stores.Database.MigrateAsync(CancellationToken.None);
        return stores;
    }

    private int[] Seeds()
    {
        if (Number("PUSHWAY_SEED") is { } one) return [one];
        var first = Random.Shared.Next(1_000_000_000);
        return [.. Enumerable.Range(first, Number("PUSHWAY_MODEL_RUNS") ?? Runs)];
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}

public sealed class SqliteModelTests(SqliteEngine engine) : ModelContract(engine)
{
    protected override int Runs => 180;

    protected override bool InPairs => false;
}

public sealed class PostgresModelTests(PostgresEngine engine) : ModelContract(engine)
{
    protected override int Runs => 40;

    protected override bool InPairs => true;
}
