using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>A target as it is written: unresolved, or with what resolving it led to.</summary>
internal sealed record TargetRow(
    NumberedTarget Target, PushHead Push, TargetState State, string? Reason, long CreatedAt, long? FinishedAt)
{
    public static readonly RowSet<TargetRow> Set = new(
        "r",
        new NumberColumn<TargetRow>("push_id", row => row.Push.Id.Value),
        new NumberColumn<TargetRow>("target_no", row => row.Target.No),
        new NumberColumn<TargetRow>("app", row => row.Push.App.Value),
        new NumberColumn<TargetRow>("kind", row => (int)row.Push.TargetKind),
        new TextColumn<TargetRow>("target_id", row => row.Target.Id),
        new TextColumn<TargetRow>("msg_key", row => row.Target.Key),
        new NumberColumn<TargetRow>("state", row => (int)row.State),
        new TextColumn<TargetRow>("reason", row => row.Reason),
        new NumberColumn<TargetRow>("created_at", row => row.CreatedAt),
        new NumberColumn<TargetRow>("expires_at", row => row.Push.ExpiresAt),
        new NumberColumn<TargetRow>("finished_at", row => row.FinishedAt));
}
