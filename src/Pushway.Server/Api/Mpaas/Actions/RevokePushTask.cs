using Pushway.Core.Control;
using Pushway.Core.Pushes;
using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>RevokePushTask</c>: takes back a whole batch or broadcast.</summary>
internal sealed class RevokePushTask(PushControl control) : IMpaasAction
{
    public string Name => "RevokePushTask";

    public Envelope Envelope => Envelope.Push;

    public IReadOnlyList<string> Mandatory => ["TaskId"];

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var text = call.Parameters.Text("TaskId");
        if (!PushId.TryParse(text, out var push)) return NotFound();
        return await control.RevokeAsync(call.Key, push, cancellation) switch
        {
            ControlStatus.Done => Outcome.Success(text),
            ControlStatus.TooLate => Outcome.Refused(ResultCodes.InvalidParam, RevokePushMessage.TooLate),
            ControlStatus.NotFound => NotFound(),
            var status => Outcome.Refused(ResultCodes.InvalidParam, $"The task cannot be revoked any more ({status})."),
        };
    }

    public static Outcome NotFound() => Outcome.Refused(ResultCodes.InvalidParam, "There is no such task.");
}
