using Pushway.Core.Apps;
using Pushway.Core.Control;
using Pushway.Core.Pushes;

namespace Pushway.Core.Scheduling;

/// <summary>Cancels what was planned. All of a schedule is a recall of its push: nobody has it yet.</summary>
public sealed class Schedules(IScheduleStore store, PushControl control, TimeProvider time)
{
    public async Task<CancelOutcome> CancelAsync(AppKey app, PushId schedule, CancellationToken cancellation)
    {
        switch (await store.FindAsync(app, schedule, cancellation))
        {
            case null: return CancelOutcome.NotFound;
            case { State: ScheduleState.Done }: return CancelOutcome.Ended;
            case { State: ScheduleState.Cancelled }: return CancelOutcome.Done;
        }
        return await control.CancelAsync(app, schedule, cancellation) == ControlStatus.Done ? CancelOutcome.Done : CancelOutcome.Ended;
    }

    /// <summary>Cancels one occurrence.</summary>
    public Task<CancelOutcome> CancelAsync(
        AppKey app, PushId schedule, PushId occurrence, CancellationToken cancellation) =>
        occurrence == schedule
            ? CancelAsync(app, schedule, cancellation)
            : store.CancelAsync(app, schedule, occurrence, time.GetUtcNow(), cancellation);
}
