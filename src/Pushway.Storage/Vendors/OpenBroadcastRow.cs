using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>A broadcast as far as its way to vendors is concerned.</summary>
internal sealed record OpenBroadcastRow(
    PushId Id, AppKey App, long Number, long AcceptedAt, long ExpiresAt, int ConfirmWithin, EveryoneFilter? Filter, PushState State,
    string? Key)
{
    public const string Select = """
        SELECT push_id, app, broadcast_number, accepted_at, expires_at, confirm_within, audience_filter, state,
            (SELECT t.msg_key FROM tasks t WHERE t.push_id = pushes.push_id) FROM pushes
        """;

    public static OpenBroadcastRow Read(DbDataReader row) =>
        new(
            new PushId(row.GetInt64(0)), new AppKey(row.GetInt32(1)), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4),
            row.GetInt32(5), row.TextOrNull(6) is { } filter ? EveryoneFilter.Parse(filter) : null, (PushState)row.GetInt32(7),
            row.TextOrNull(8));

    public bool IsRunning(long now) => State == PushState.Running && ExpiresAt > now;
}
