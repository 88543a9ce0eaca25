using System.Globalization;
using System.Text;
using Pushway.Core.Audiences;
using Pushway.Core.Control;
using Pushway.Core.Events;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Model;

/// <content>What is done with pushes that were accepted.</content>
internal sealed partial class ModelActor
{
    private Task WhenAnsweredAsync(int number, Func<PushRecord, Task> act) =>
        ledger.Find(number) is { AnsweredAt: < long.MaxValue } push ? act(push) : Task.CompletedTask;

    private async Task PauseAsync(int number, PushRecord push)
    {
        var resumes = ledger.PauseCalled(number);
        var status = await RepeatAsync(node => node.Get<PushControl>().PauseAsync(world.App.Key, IdOf(push), default));
        status.ShouldBeOneOf(ControlStatus.Done, ControlStatus.Ended);
        if (status == ControlStatus.Done) ledger.PauseAnswered(number, resumes);
    }

    private async Task ResumeAsync(int number, PushRecord push)
    {
        ledger.ResumeCalled(number);
        var status = await RepeatAsync(node => node.Get<PushControl>().ResumeAsync(world.App.Key, IdOf(push), default));
        status.ShouldBeOneOf(ControlStatus.Done, ControlStatus.Ended);
        ledger.ResumeAnswered(number);
    }

    private async Task RecallAsync(int number, PushRecord push)
    {
        ledger.RecallCalled(number, null);
        var status = await RepeatAsync(node => node.Get<PushControl>().RevokeAsync(world.App.Key, IdOf(push), default));
        status.ShouldBe(ControlStatus.Done);
        ledger.RecallAnswered(number, null);
    }

    private async Task RecallMessageAsync(PushRecord push, int index)
    {
        var spec = push.Spec;
        if (!spec.HasKeys || index >= spec.Targets.Count) return;
        var target = spec.Targets[index];
        var (kind, id) = spec.Kind == PushKind.Users ? (AudienceKind.Users, target) : (AudienceKind.Devices, ModelWorld.IdOf(target).Value);
        ledger.RecallCalled(spec.Number, target);
        var recalled = await RepeatAsync(node => node.Get<PushControl>().RevokeMessageAsync(
            world.App.Key, kind, new NamedTarget(id, spec.KeyOf(target)), default));
        // A target that nobody knows has no row of its own.
        if (recalled is { Status: ControlStatus.Done }) ledger.RecallAnswered(spec.Number, target);
        else target.ShouldBe(PlanMaker.Stranger);
    }

    private async Task ReportEventAsync(string device, PushRecord push, ClientEventKind kind, bool isForeign)
    {
        // A broadcast is everybody's.
        if (isForeign && push.Spec.Kind == PushKind.Everyone) return;
        var ids = isForeign
            ? (push.Reading?.Items ?? []).Where(item => item.Device is { } other && other != device).Select(item => item.Id)
            : ledger.Find(device)!.Received.Where(id => id == push.Id || (push.Reading?.Items ?? []).Any(item => item.Id == id));
        if (ids.Order(StringComparer.Ordinal).FirstOrDefault() is not { } id) return;
        if (!isForeign) ledger.EventCalled(device, id, kind);
        var json = $$"""{"events":[{"id":"{{id}}","event":"{{ClientEventNames.Of(kind)}}","at":{{world.Clock.GetUtcNow().ToUnixTimeMilliseconds()}}}]}""";
        var report = EventReport.Parse(Encoding.UTF8.GetBytes(json), out var mistake).ShouldNotBeNull(mistake);
        var answer = await ReportAsync(device, report);
        answer.Taken.ShouldBe(isForeign ? 0 : 1);
    }

    /// <summary>Looks for the answer now and then: it is handed over by the thread pool, which no stepper sees.</summary>
    private async Task<EventAnswer> ReportAsync(string device, EventReport report)
    {
        while (true)
        {
            var life = await world.NodeAsync();
            var answer = life.Node!.Get<EventRecorder>().TryRecord(world.AddressOf(device), report).ShouldNotBeNull();
            for (var looks = 0; !answer.IsCompleted && !life.IsDead; looks++)
            {
                looks.ShouldBeLessThan(10_000, "Events were taken and never answered.");
                await stepper.PauseAsync("waits for an answer");
            }
            if (answer.IsCompleted) return await answer;
        }
    }

    private static PushId IdOf(PushRecord push) => new(long.Parse(push.Id!, CultureInfo.InvariantCulture));
}
