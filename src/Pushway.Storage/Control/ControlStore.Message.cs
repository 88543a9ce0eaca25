using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Control;

/// <summary>Recalling the one message that a caller's key names.</summary>
internal sealed partial class ControlStore
{
    private const string FindMessage = """
        SELECT push_id FROM message_keys
        WHERE msg_key = @msg_key AND target_id = @target_id AND kind = @kind AND app = @app AND keep_until > @now
        """;
    private const string FindTarget = """
        SELECT target_no FROM targets
        WHERE push_id = @push_id AND kind = @kind AND target_id = @target_id AND msg_key = @msg_key
        UNION SELECT target_no FROM deliveries
        WHERE push_id = @push_id AND coalesce(user_id, device_id) = @target_id AND msg_key = @msg_key
        """;
    private const string Sum = """
        SELECT d.state, d.reason, EXISTS (
            SELECT 1 FROM recalls r WHERE r.delivery_id = d.delivery_id AND r.device_id = d.device_id)
        FROM deliveries d WHERE d.push_id = @push_id AND d.target_no = @target_no
        UNION ALL SELECT CASE t.state WHEN 4 THEN 5 ELSE 4 END, t.reason, FALSE
        FROM targets t WHERE t.push_id = @push_id AND t.target_no = @target_no AND NOT EXISTS (
            SELECT 1 FROM deliveries d WHERE d.push_id = t.push_id AND d.target_no = t.target_no)
        """;

    public Task<RecalledMessage?> RevokeMessageAsync(
        AppKey app, AudienceKind kind, NamedTarget target, DateTimeOffset now, CancellationToken cancellation) =>
        _database.WriteAsync<RecalledMessage?>(
            async session =>
            {
                (string, object?)[] key =
                    [("msg_key", target.Key), ("target_id", target.Id), ("kind", (int)kind)];
                var found = await session.QueryAsync(
                    FindMessage, static row => new PushId(row.GetInt64(0)), [.. key, ("app", app.Value), ("now", now.Ms())]);
                if (found.Count == 0 || await HoldAsync(session, app, found[0]) is not { } push) return null;
                if (push.StartedAt + PushControl.RecallWindow <= now)
                    return new RecalledMessage(ControlStatus.TooLate, 0, 0, 0, [], []);
                var number = await session.QueryAsync(
                    FindTarget, static row => row.GetInt32(0), [.. key, ("push_id", found[0].Value)]);
                if (number.Count == 0) return null;
                return await RecallMessageAsync(session, app, found[0], number[0], push.ExpiresAt, now.Ms());
            },
            cancellation);

    private async ValueTask<RecalledMessage> RecallMessageAsync(
        Session session, AppKey app, PushId push, int number, DateTimeOffset expiresAt, long now)
    {
        var (recalled, devices) = await RecallAsync(session, new TargetRange(app, push, number - 1, number), now);
        var cancelled = recalled.FindAll(delivery => delivery.EndedNow(now)).ConvertAll(delivery => new Delivery(
            new DeliveryId(delivery.Row.Id), push, new DeviceAddress(app, new DeviceId(delivery.Row.Device)), delivery.Row.Key,
            BindingEpoch: null, expiresAt));
        var rows = await session.QueryAsync(
            Sum,
            static row => (State: (DeliveryState)row.GetInt32(0), Reason: row.TextOrNull(1), Recalling: row.GetBoolean(2)),
            ("push_id", push.Value), ("target_no", number));
        var recalling = rows.Count(static row => row.Recalling);
        var revoked = rows.Count(static row =>
            !row.Recalling && row.State == DeliveryState.Revoked && row.Reason == DeliveryReasons.Recalled);
        return new RecalledMessage(
            ControlStatus.Done, revoked, recalling, rows.Count - revoked - recalling, cancelled, devices);
    }
}
