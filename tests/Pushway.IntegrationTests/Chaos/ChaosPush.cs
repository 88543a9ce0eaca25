namespace Pushway.IntegrationTests.Chaos;

/// <summary>To whom a push of the run goes.</summary>
internal enum PushKind
{
    Devices,
    Users,
    Everyone,
}

/// <summary>A push of the run; its key is its Idempotency-Key and comes back in each message.</summary>
internal sealed record ChaosPush(string Key, PushKind Kind, IReadOnlyList<string> Targets)
{
    /// <summary>What a broadcast's messages name as their target.</summary>
    public const string ToAll = "*";

    /// <summary>The body of the call.</summary>
    public object Body => new
    {
        audience = Audience,
        notification = new { title = $"Push {Key}", extras = new { push = Key } },
    };

    private object Audience => Kind switch
    {
        PushKind.Devices => new { devices = Named },
        PushKind.Users => new { users = Named },
        PushKind.Everyone => new { everyone = new { } },
    };

    /// <summary>The key of a target tells, in the message, for whom it is.</summary>
    private IEnumerable<object> Named => Targets.Select(target => new { id = target, key = $"{Key}/{target}" });

    public override string ToString() => $"{Key} to {Kind} {string.Join(' ', Targets)}";
}
