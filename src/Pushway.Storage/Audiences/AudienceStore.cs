using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Tags;
using Pushway.Storage.Devices;
using Pushway.Storage.Pushes;
using Pushway.Storage.Tags;

namespace Pushway.Storage.Audiences;

/// <summary>Reads who an audience is.</summary>
internal sealed class AudienceStore(Database database, VendorOrder vendors) : IAudienceStore
{
    private readonly string _devices = $"""
        SELECT device_id, device_id FROM devices
        WHERE app = @app AND {database.Dialect.In("device_id", "@ids")} AND NOT provisional
        """;

    private readonly string _users = $"""
        SELECT user_id, device_id FROM bindings WHERE {database.Dialect.In("user_id", "@ids")} AND app = @app ORDER BY user_id, device_id
        """;

    private readonly TagReading _tags = new(database.Dialect);
    private readonly TokenHolders _holders = new(database.Dialect);
    private readonly FactsReading _facts = new(database.Dialect, vendors);

    public async Task<IReadOnlyList<FoundTarget>> FindAsync(
        AppKey app, AudienceKind kind, IReadOnlyList<NamedTarget> targets, CancellationToken cancellation) =>
        await database.SnapshotAsync(
            async session =>
            {
                var ids = targets.Select(static target => target.Id).ToArray();
                var found = await session.QueryAsync(
                    kind == AudienceKind.Users ? _users : _devices,
                    static row => new FoundTarget(row.GetString(0), new DeviceId(row.GetString(1))), ("app", app.Value), ("ids", ids));
                if (kind == AudienceKind.Users) return found;
                var numbered = targets.Select(static (target, i) => new NumberedTarget(i, target.Id, null, null)).ToList();
                foreach (var (target, device) in await _holders.FindAsync(session, app, numbered) ?? [])
                    found.Add(new FoundTarget(target, new DeviceId(device)));
                return found;
            },
            cancellation);

    public async Task<TagPage> ReadTagsAsync(
        AppKey app, TagExpression tags, string after, int limit, CancellationToken cancellation) =>
        await database.SnapshotAsync(
            async session => await _tags.ReadAsync(session, app, tags, after, limit, isHeld: false), cancellation);

    public async Task<IReadOnlyList<ListedDevice>> ReadPageAsync(DeviceAddress after, int limit, CancellationToken cancellation) =>
        await database.ReadAsync(async session => await _facts.ReadPageAsync(session, after, limit), cancellation);
}
