using Microsoft.Extensions.Time.Testing;
using Pushway.IntegrationTests.Statistics;
using Pushway.IntegrationTests.Storage;

namespace Pushway.IntegrationTests.Model;

/// <summary>One sequence from its plan to the verdict: the actors, then rest with everybody there, then a device for each user that has
/// none, then the end of time.</summary>
internal sealed class ModelRun
{
    private const long LastTimestamp = 1_000_000;
    // Longer than the pauses of the loops.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(6);

    private readonly Plan _plan;
    private readonly Stores _stores;
    private readonly Stepper _stepper;
    private readonly FakeTimeProvider _clock;
    private readonly Ledger _ledger;
    private readonly Queue<int> _crashes;

    public ModelRun(Plan plan, Stores stores, DateTimeOffset start, bool inPairs)
    {
        (_plan, _stores) = (plan, stores);
        _stepper = new Stepper(plan.Seed) { InPairs = inPairs && plan.Seed % 4 == 0 };
        _clock = new FakeTimeProvider(start);
        _ledger = new Ledger(_clock);
        _crashes = new Queue<int>(plan.Crashes);
    }

    public DateTimeOffset End => _clock.GetUtcNow();

    public int Steps => _stepper.Steps;

    public IReadOnlyList<string> Log => _stepper.Log;

    /// <summary>Runs on the calling thread; what is wrong, or null.</summary>
    public Exception? Fails()
    {
        try
        {
            Run();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private void Run()
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_stepper);
        var world = new ModelWorld(_stores, _stepper, _clock, _ledger);
        try
        {
            _stepper.Alone(world.OpenAsync);
            _stepper.BeforeStep = () => BeforeStep(world);
            _stepper.Run(Task.WhenAll(_plan.Actors.Select((commands, i) =>
                new ModelActor($"actor {i}", world, _ledger, _stepper).RunAsync(commands))));
            _crashes.Clear();
            Finish(world);
        }
        finally
        {
            _stepper.Alone(() => world.DisposeAsync().AsTask());
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private bool BeforeStep(ModelWorld world)
    {
        if (_ledger.Violation is { } violation) throw violation;
        world.Look();
        if (!_crashes.TryPeek(out var next) || next > _stepper.Steps) return false;
        _crashes.Dequeue();
        world.Crash();
        return true;
    }

    private void Finish(ModelWorld world)
    {
        _stepper.Rest();
        Do(world, [.. _ledger.Pushes.Select(push => new ResumePush(push.Spec.Number)), .. world.Devices.Keys.SelectMany(Gather)]);
        RestAwhile();
        _ledger.CheckRest();
        Do(world, [.. PlanMaker.Users.SelectMany(Heir)]);
        RestAwhile();
        _ledger.CheckRest();
        _clock.Advance(TimeSpan.FromHours(1));
        RestAwhile();
        world.LookAgain();
        _stepper.Alone(async () => _ledger.CheckEnd(await world.TakeReceiptsAsync()));
        _stepper.Alone(() => FullScan.ShouldAgreeAsync(_stores.Database, CancellationToken.None));
    }

    private void Do(ModelWorld world, IReadOnlyList<Command> commands) =>
        _stepper.Run(new ModelActor("in the end", world, _ledger, _stepper).RunAsync(commands));

    private void RestAwhile()
    {
        _stepper.Rest();
        _clock.Advance(Pause);
        _stepper.Rest();
    }

    private static Command[] Gather(string device) => [new Behave(device, Manner.Confirm), new ConnectDevice(device, 10)];

    private static Command[] Heir(string user)
    {
        var heir = $"heir of {user}";
        return [new RegisterDevice(heir), new ConnectDevice(heir, 10), new BindUser(heir, user, LastTimestamp)];
    }
}
