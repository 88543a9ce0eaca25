namespace Pushway.Core.Pushes;

/// <summary>What a caller calls a push, to find it again: MPS lists batches and broadcasts as tasks, and what is scheduled.</summary>
public sealed record PushTask(string Name, TaskKind Kind)
{
    /// <summary>The template that it was made from.</summary>
    public string? Template { get; init; }

    public long? TemplateId { get; init; }

    /// <summary>What the caller said that its targets are, in MPS's numbers.</summary>
    public int? DeliveryType { get; init; }

    /// <summary>The caller's key of a push to everyone, under which a repeat is recognised; its devices see it as the message's key.</summary>
    public string? Key { get; init; }
}

/// <summary>By which action it came. The values are stored, and those of MPS.</summary>
public enum TaskKind
{
    Simple = 0,
    Template = 1,
    Batch = 2,
    Broadcast = 3,
}

/// <summary>A task as it is listed.</summary>
public sealed record ListedTask(PushId Push, PushTask Task, DateTimeOffset AcceptedAt);

/// <summary>Which batches and broadcasts are wanted, the newest first; what is absent does not narrow.</summary>
public sealed record TaskQuery(Apps.AppKey App, DateTimeOffset From)
{
    public PushId? Push { get; init; }
    public string? Name { get; init; }
    public required int Skip { get; init; }
    public required int Limit { get; init; }
}
