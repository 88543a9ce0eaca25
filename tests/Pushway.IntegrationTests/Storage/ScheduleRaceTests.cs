using Pushway.Core.Control;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Two nodes on one PostgreSQL that both start what is due.</summary>
public sealed class ScheduleRaceTests(PostgresEngine engine) : StoreContract(engine)
{
    private const int Occurrences = 120;
    private const int WorkersPerNode = 3;
    private readonly PostgresEngine _engine = engine;

    [Fact]
    public async Task Every_occurrence_starts_once_whoever_comes_first()
    {
        await using var other = _engine.Open(Options);
        DateTimeOffset[] times = [.. Enumerable.Range(1, Occurrences).Select(i => Now.AddMinutes(i))];
        var parent = await AcceptAsync(Sample.ToUsers(App, "alice"), times);
        var everyone = await AcceptAsync(Sample.ToEveryone(App), times);
        var end = Now.AddHours(Occurrences);

        var started = await Task.WhenAll(
            Enumerable.Range(0, 2 * WorkersPerNode).Select(i => Task.Run(() => StartAllAsync(i % 2 == 0 ? Stores : other, $"worker-{i}", end))));

        var pushes = started.SelectMany(one => one).ToList();
        pushes.Count.ShouldBe(2 * Occurrences);
        pushes.Select(one => one.Push!.Value).Distinct().Count().ShouldBe(2 * Occurrences);
        var numbers = pushes.Where(one => one.Broadcast is not null).Select(one => one.Broadcast!.Number).Order().ToArray();
        numbers.ShouldBe(Enumerable.Range(1, Occurrences).Select(i => (long)i));
        foreach (var id in (PushId[])[parent, everyone])
        {
            (await Stores.Schedules.FindAsync(App, id, Cancel))!.Counts.ShouldBe(
                new Dictionary<OccurrenceState, long> { [OccurrenceState.Started] = Occurrences });
        }
    }

    [Fact]
    public async Task A_start_that_races_with_pauses_and_a_recall_is_before_or_after_them()
    {
        await using var other = _engine.Open(Options);
        for (var round = 0; round < 20; round++)
        {
            DateTimeOffset[] times = [.. Enumerable.Range(1, 5).Select(i => Now.AddMinutes(i))];
            var push = await AcceptAsync(Sample.ToUsers(App, "alice"), times);
            var end = Now.AddHours(1);
            var starting = Task.Run(() => StartAllAsync(other, "worker", end));
            await Stores.Control.PauseAsync(App, push, end, Cancel);
            await Stores.Control.ResumeAsync(App, push, end, Cancel);
            var recalled = await Stores.Control.RevokeAsync(App, push, end, Cancel);
            var started = await starting;

            var counts = (await Stores.Schedules.FindAsync(App, push, Cancel))!.Counts;
            counts.GetValueOrDefault(OccurrenceState.Started).ShouldBe(started.Count);
            counts.GetValueOrDefault(OccurrenceState.Cancelled).ShouldBe(times.Length - started.Count);
            (recalled.Status == ControlStatus.Ended).ShouldBe(started.Count == times.Length);
        }
    }

    private async Task<PushId> AcceptAsync(NewPush push, DateTimeOffset[] times)
    {
        var starts = new PlannedStarts(times, new Cycle(CycleUnit.Day, [], TimeOnly.MinValue), TimeSpan.FromDays(30));
        var accepted = await Stores.Pushes.AcceptAsync(push with { Starts = starts, ExpiresAt = Now.AddDays(60) }, Cancel);
        return accepted.ShouldBeOfType<AcceptOutcome.Scheduled>().Id;
    }

    private static async Task<List<StartedOccurrence>> StartAllAsync(Stores node, string owner, DateTimeOffset now)
    {
        var started = new List<StartedOccurrence>();
        while (await node.Schedules.ClaimAsync(owner, now, now.AddMinutes(1), Cancel) is { } claimed)
        {
            if (await node.Schedules.StartAsync(claimed, owner, now, Cancel) is { } one) started.Add(one);
        }
        return started;
    }
}
