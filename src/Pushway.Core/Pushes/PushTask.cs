namespace Pushway.Core.Pushes;

/// <summary>What a caller calls a push to many, to find it again: MPS lists batches and broadcasts as tasks.</summary>
public sealed record PushTask(string Name)
{
    /// <summary>The template that it was made from.</summary>
    public string? Template { get; init; }

    public long? TemplateId { get; init; }

    /// <summary>The caller's key of a push to everyone, under which a repeat is recognised; its devices see it as the message's key.</summary>
    public string? Key { get; init; }
}

/// <summary>A task as it is listed.</summary>
public sealed record ListedTask(PushId Push, PushTask Task, Audiences.AudienceKind Audience, DateTimeOffset AcceptedAt);

/// <summary>Which tasks are wanted, the newest first; what is absent does not narrow.</summary>
public sealed record TaskQuery(Apps.AppKey App, DateTimeOffset From)
{
    public PushId? Push { get; init; }
    public string? Name { get; init; }
    public required int Skip { get; init; }
    public required int Limit { get; init; }
}
