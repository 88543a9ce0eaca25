namespace Pushway.Core.Pushes;

/// <summary>What the caller of a push is told.</summary>
public abstract record PushReply
{
    private PushReply()
    {
    }

    /// <summary>Durable. A repeat under the same key gets the same id; <paramref name="Duplicates"/> were accepted before.</summary>
    public sealed record Accepted(PushId Id, IReadOnlyList<DuplicateTarget> Duplicates) : PushReply;

    /// <summary>Not accepted, nothing stored; <paramref name="Code"/> is one of <see cref="ErrorCodes"/>.</summary>
    public sealed record Refused(string Code, string Detail, IReadOnlyList<DuplicateTarget> Conflicts) : PushReply
    {
        public Refused(string code, string detail)
            : this(code, detail, [])
        {
        }
    }
}
