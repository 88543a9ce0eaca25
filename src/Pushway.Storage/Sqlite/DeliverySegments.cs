using Pushway.Core.Audiences;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Sqlite;

/// <summary>Deliveries by device and user in sorted segments, written behind each other: see migration 0010. Called by the writer
/// only.</summary>
internal sealed class DeliverySegments(SqliteIds ids)
{
    /// <summary>Ids between two segments: as many deliveries, at most, are searched one by one.</summary>
    public const int Size = 10_000;

    private const string Newest = """
        SELECT coalesce((SELECT max(segment) FROM delivery_segments), 0), coalesce((SELECT max(delivery_id) FROM deliveries), 0)
        """;
    private const string AddSegment = "INSERT INTO delivery_segments (segment) VALUES (@segment)";

    private static readonly string AddDevices = Add(AudienceKind.Devices);
    private static readonly string AddUsers = Add(AudienceKind.Users);

    private long _issued = -Size;

    /// <summary>The ids of the deliveries that <see cref="Dialect.DeliveriesOf"/> is to find.</summary>
    public static string Find(AudienceKind kind) => $"""
        SELECT delivery_id FROM (
            SELECT i.push_id, i.delivery_id
            FROM delivery_segments s CROSS JOIN segmented_deliveries i
                ON i.segment = s.segment AND i.kind = {(int)kind} AND i.id = @{Column(kind)} AND i.app = @app
            WHERE s.segment > 0
            UNION ALL
            SELECT push_id, delivery_id FROM deliveries
            WHERE delivery_id > (SELECT coalesce(max(segment), 0) FROM delivery_segments) AND {Column(kind)} = @{Column(kind)} AND app = @app)
        WHERE (push_id, delivery_id) < (@push_id, @delivery_id) ORDER BY push_id DESC, delivery_id DESC LIMIT @limit
        """;

    /// <summary>Writes a segment if enough is new, or if nobody knows yet how much is.</summary>
    public async ValueTask CutAsync(Session session)
    {
        if (ids.Issued - _issued < Size) return;
        _issued = ids.Issued;
        var (last, newest) = await session.FirstAsync(Newest, static row => (row.GetInt64(0), row.GetInt64(1)));
        if (newest == last) return;
        await session.ExecuteAsync(AddDevices, ("segment", newest), ("last", last));
        await session.ExecuteAsync(AddUsers, ("segment", newest), ("last", last));
        await session.ExecuteAsync(AddSegment, ("segment", newest));
    }

    private static string Add(AudienceKind kind) => $"""
        INSERT INTO segmented_deliveries (segment, kind, id, app, push_id, delivery_id)
        SELECT @segment, {(int)kind}, {Column(kind)}, app, push_id, delivery_id FROM deliveries
        WHERE delivery_id > @last AND {Column(kind)} IS NOT NULL
        ORDER BY {Column(kind)}, app, push_id, delivery_id
        """;

    private static string Column(AudienceKind kind) => kind == AudienceKind.Users ? "user_id" : "device_id";
}
