using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary><c>RevokePushMessage</c>: takes back the message of a key to a target, whatever kind of target it was.</summary>
internal sealed class RevokePushMessage(PushControl control) : IMpaasAction
{
    public string Name => "RevokePushMessage";

    public Envelope Envelope => Envelope.Push;

    public IReadOnlyList<string> Mandatory => ["MessageId", "TargetId"];

    public async Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation)
    {
        var (key, target) = (call.Parameters.Text("MessageId"), call.Parameters.Text("TargetId"));
        if (key.Length == 0 || target.Length == 0) return Outcome.Refused(ResultCodes.InvalidParam, "MessageId or TargetId is empty.");
        var (found, tooLate) = (false, false);
        foreach (var (kind, id) in KindsOf(target))
        {
            if (await control.RevokeMessageAsync(call.Key, kind, new NamedTarget(id, key), cancellation) is not { } done) continue;
            found |= done.Status != ControlStatus.TooLate;
            tooLate |= done.Status == ControlStatus.TooLate;
        }
        if (found) return Outcome.Success(key);
        return Outcome.Refused(ResultCodes.InvalidParam, tooLate ? TooLate : "No message of this id was pushed to this target.");
    }

    public static string TooLate => $"A message can be revoked for {PushControl.RecallWindow.Days} days.";

    private static IEnumerable<(AudienceKind Kind, string Id)> KindsOf(string target)
    {
        if (UserIds.IsValid(target)) yield return (AudienceKind.Users, target);
        if (DeviceId.IsValid(target)) yield return (AudienceKind.Devices, target);
        foreach (var vendor in (string[])["apns", "harmony"])
        {
            var token = TokenTargets.IdOf(vendor, target);
            if (TokenTargets.IsValid(token)) yield return (AudienceKind.Devices, token);
        }
    }
}
