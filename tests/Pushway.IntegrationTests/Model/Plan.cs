using System.Globalization;
using System.Text;
using Pushway.Core.Events;

namespace Pushway.IntegrationTests.Model;

/// <summary>What two actors do, and when the node dies.</summary>
internal sealed record Plan(int Seed, IReadOnlyList<IReadOnlyList<Command>> Actors, IReadOnlyList<int> Crashes)
{
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"seed {Seed}\n");
        for (var i = 0; i < Actors.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"actor {i}:\n");
            foreach (var command in Actors[i]) text.Append(CultureInfo.InvariantCulture, $"  {command.Text}\n");
        }
        if (Crashes.Count > 0) text.Append(CultureInfo.InvariantCulture, $"the node dies at steps {string.Join(", ", Crashes)}\n");
        return text.ToString();
    }
}

/// <summary>One thing that an actor does.</summary>
internal abstract record Command(string Text);

internal sealed record RegisterDevice(string Device) : Command($"register {Device}");

internal sealed record ConnectDevice(string Device, ushort Window) : Command($"connect {Device} with window {Window}");

internal sealed record LeaveDevice(string Device, bool Politely) :
    Command($"disconnect {Device} {(Politely ? "cleanly" : "abruptly")}");

internal sealed record Behave(string Device, Manner Manner) : Command($"from now on {Device} answers messages with: {Manner}");

internal sealed record ConfirmHeld(string Device) : Command($"{Device} confirms what it has withheld");

internal sealed record BindUser(string Device, string User, long Timestamp) :
    Command($"bind {User} on {Device} at {Timestamp}");

internal sealed record UnbindUser(string Device, string? User, long Timestamp) :
    Command($"unbind {User ?? "whoever is bound"} on {Device} at {Timestamp}");

internal sealed record ReportDevice(string Device) : Command($"report {Device}");

internal sealed record MakePush(PushSpec Push) : Command($"push {Push}");

internal sealed record RepeatPush(int Push, RepeatKind Kind) : Command($"repeat push {Push}: {Kind}");

internal sealed record PausePush(int Push) : Command($"pause push {Push}");

internal sealed record ResumePush(int Push) : Command($"resume push {Push}");

internal sealed record RecallPush(int Push) : Command($"recall push {Push}");

internal sealed record RecallMessage(int Push, int Target) : Command($"recall what push {Push} has for its target {Target}");

/// <summary>Of a message that it got; or of one that is not its own.</summary>
internal sealed record ReportEvent(string Device, int Push, ClientEventKind Kind, bool IsForeign) :
    Command($"{Device} reports {Kind} of {(IsForeign ? "another's " : "")}push {Push}");

internal sealed record AdvanceClock(int Seconds) : Command($"{Seconds} s pass");

/// <summary>How a device answers a message.</summary>
internal enum Manner
{
    Confirm,
    Withhold,
    Refuse,
}

/// <summary>What a repeated call has in common with the first.</summary>
internal enum RepeatKind
{
    SameCall,
    SameMessageKeys,
    SameMessageKeysOtherContent,
    SameCallKeyOtherContent,
}

/// <summary>To whom a push of the model goes.</summary>
internal enum PushKind
{
    Devices,
    Users,
    Everyone,
}

/// <summary>A push of the model.</summary>
internal sealed record PushSpec(
    int Number, PushKind Kind, IReadOnlyList<string> Targets, string? CollapseKey, int Priority, int TtlSeconds, bool HasKeys)
{
    public string KeyOf(string target) => $"{Number}/{target}";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Number} to {Kind} {string.Join(' ', Targets)}, {TtlSeconds} s, priority {Priority}{(CollapseKey is null ? "" : $", collapse {CollapseKey}")}{(HasKeys ? ", keys" : "")}");
}
