using System.Globalization;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>The lives of a push's deliveries, page by page.</summary>
internal sealed partial class PushStore
{
    private const string FindTraced = "SELECT audience, accepted_at FROM pushes WHERE push_id = @push_id AND app = @app";

    public async Task<TracePage?> ReadTraceAsync(
        AppKey app, PushId id, string? cursor, int limit, CancellationToken cancellation) =>
        await _database.SnapshotAsync(
            async session =>
            {
                var found = await session.QueryAsync(
                    FindTraced, static row => (Audience: (AudienceKind)row.GetInt32(0), AcceptedAt: row.Time(1)),
                    ("push_id", id.Value), ("app", app.Value));
                if (found.Count == 0) return null;
                return found[0].Audience == AudienceKind.Everyone
                    ? await TraceBroadcastAsync(session, id, found[0].AcceptedAt, cursor, limit)
                    : await TraceTargetsAsync(session, id, TracePosition.Parse(cursor), limit);
            },
            cancellation);

    private async ValueTask<TracePage> TraceBroadcastAsync(
        Session session, PushId id, DateTimeOffset acceptedAt, string? cursor, int limit)
    {
        var items = await session.QueryAsync(
            TraceReading.Confirmations, row => TraceReading.Confirmation(row, id, acceptedAt), ("push_id", id.Value),
            ("after", cursor ?? ""), ("limit", limit + 1));
        var next = items.Count > limit ? items[limit - 1].Target : null;
        if (next is not null) items.RemoveAt(limit);
        return new TracePage(await _pastEvents.AddAsync(session, items), next);
    }

    private async ValueTask<TracePage> TraceTargetsAsync(
        Session session, PushId id, TracePosition after, int limit)
    {
        var items = await session.QueryAsync(
            TraceReading.Deliveries, TraceReading.Delivery, ("push_id", id.Value), ("target_no", after.TargetNo),
            ("delivery_id", after.DeliveryId), ("limit", limit + 1));
        // Targets beyond the page's last delivery come with a later page, so each page looks at a page's worth of
        // targets only.
        var last = items.Count > limit ? items[^1].Position.TargetNo : int.MaxValue;
        items.AddRange(await session.QueryAsync(
            TraceReading.Targets, row => TraceReading.Target(row, id, AsDelivery), ("push_id", id.Value),
            ("target_no", after.TargetNo), ("last", last), ("limit", limit + 1)));
        items.Sort(static (a, b) => a.Position.CompareTo(b.Position));
        var page = items.Take(limit).ToList();
        var next = items.Count > limit ? page[^1].Position.ToString() : null;
        return new TracePage(await _pastEvents.AddAsync(session, page.ConvertAll(static item => item.Trace)), next);
    }
}

/// <summary>Where in a trace a page ends.</summary>
internal readonly record struct TracePosition(int TargetNo, long DeliveryId) : IComparable<TracePosition>
{
    public static TracePosition Parse(string? cursor)
    {
        var parts = cursor?.Split('-') ?? [];
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var delivery)
                ? new TracePosition(number, delivery)
                : default;
    }

    public int CompareTo(TracePosition other) => (TargetNo, DeliveryId).CompareTo((other.TargetNo, other.DeliveryId));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TargetNo}-{DeliveryId}");
}
