using Pushway.Core.Pushes;

namespace Pushway.Core.Tags;

/// <summary>A page of the users a push to tags is for. <paramref name="End"/> is why it was the last, <paramref name="Total"/> how many were
/// meant so far.</summary>
public sealed record WalkedTags(
    ClaimedPush Push, IReadOnlyList<Delivery> Deliveries, int Looked, int Matched, long Total, TagWalkEnd? End);

/// <summary>How far a push to tags is: users looked at, of about how many, and how many of them are meant.</summary>
public sealed record TagWalkProgress(bool IsRunning, long Looked, long Of, long Matched, TagWalkEnd? End);

/// <summary>Why a walk is over. The values are stored.</summary>
public enum TagWalkEnd
{
    Finished = 0,
    Expired = 1,

    /// <summary>A tag the push names was deleted: nobody knows any more who is meant.</summary>
    TagDeleted = 2,
    Revoked = 3,
}
