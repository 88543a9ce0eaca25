using System.Data.Common;
using Pushway.Core.Apps;
using Pushway.Core.Tags;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Tags;

/// <summary>Uploads: each part and the count of what has come in one transaction. An upload that replaces fills a tag without a name, which takes
/// the name at the end.</summary>
internal sealed class TagUploadStore(Database database) : ITagUploadStore
{
    private const string Columns =
        "upload_id, tag, mode, state, lines, added, known, bad, bad_lines, started_at, changed_at";
    private const string Begin = $"""
        INSERT INTO tag_uploads (upload_id, app, tag, tag_id, mode, state, lines, added, known, bad, bad_lines, started_at, changed_at)
        VALUES (@upload_id, @app, @tag, @tag_id, @mode, 0, 0, 0, 0, 0, '[]', @now, @now)
        RETURNING {Columns}
        """;
    private const string Note = $"""
        UPDATE tag_uploads SET lines = lines + @lines, added = added + @added, known = known + @known, bad = bad + @bad,
            bad_lines = coalesce(CAST(@bad_lines AS text), bad_lines), changed_at = @now
        WHERE upload_id = @upload_id
        RETURNING {Columns}
        """;
    private const string EndUpload = $"""
        UPDATE tag_uploads SET state = @state, changed_at = @now WHERE upload_id = @upload_id RETURNING {Columns}
        """;
    private const string Rename = "UPDATE tags SET name = @name, changed_at = @now WHERE tag_id = @tag_id";
    private const string Drop = "UPDATE tags SET is_removed = TRUE WHERE tag_id = @tag_id";
    private const string FindUpload = $"SELECT {Columns} FROM tag_uploads WHERE upload_id = @upload_id AND tag = @tag AND app = @app";
    private const string List = $"""
        SELECT {Columns} FROM tag_uploads WHERE tag = @tag AND app = @app AND upload_id < @before ORDER BY upload_id DESC LIMIT @limit
        """;
    private const string ForgetOld = """
        DELETE FROM tag_uploads WHERE upload_id IN (
            SELECT upload_id FROM tag_uploads WHERE changed_at < @before ORDER BY changed_at LIMIT @limit)
            AND state <> 0
        """;

    private readonly TagRows _rows = new(database.Dialect);
    private readonly string _hold =
        $"SELECT tag_id, app, tag, mode, state FROM tag_uploads WHERE upload_id = @upload_id{database.Dialect.ForUpdate()}";
    private readonly string _abandoned = $"""
        SELECT upload_id FROM tag_uploads WHERE state = 0 AND changed_at < @before ORDER BY changed_at LIMIT @limit{database.Dialect.SkipLocked}
        """;

    public Task<TagUpload?> BeginAsync(
        AppKey app, string name, TagUploadMode mode, int maxTags, DateTimeOffset now, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                if (await PlaceAsync(session, app, name, mode, maxTags, now.Ms()) is not { } tag) return null;
                return await session.FirstAsync(
                    Begin, Read, ("upload_id", (await session.NextIdsAsync(1))[0]), ("app", app.Value), ("tag", name), ("tag_id", tag),
                    ("mode", (int)mode), ("now", now.Ms()));
            },
            cancellation);

    public Task<TagUpload?> AppendAsync(long id, TagUploadPart part, DateTimeOffset now, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                if (await HoldAsync(session, id) is not { } upload || !await _rows.HoldAsync(session, upload.TagId)) return null;
                var (added, _) = await _rows.AddAsync(session, upload.TagId, part.Users, now.Ms());
                return await session.FirstAsync(
                    Note, Read, ("upload_id", id), ("lines", part.Lines), ("added", added), ("known", part.Users.Count - added),
                    ("bad", part.Bad), ("bad_lines", part.BadLines is { } lines ? BadLinesJson.Write(lines) : null), ("now", now.Ms()));
            },
            cancellation);

    public Task<TagUpload?> EndAsync(long id, TagUploadState state, DateTimeOffset now, CancellationToken cancellation) =>
        database.WriteAsync(session => EndAsync(session, id, state, now.Ms()), cancellation);

    public async Task<TagUpload?> FindAsync(AppKey app, string name, long id, CancellationToken cancellation) =>
        await database.ReadAsync(
            session => session.FirstAsync(FindUpload, Read, ("upload_id", id), ("tag", name), ("app", app.Value)), cancellation);

    public async Task<IReadOnlyList<TagUpload>> ListAsync(
        AppKey app, string name, long before, int limit, CancellationToken cancellation) =>
        await database.ReadAsync(
            session => session.QueryAsync(List, Read, ("tag", name), ("app", app.Value), ("before", before), ("limit", limit)),
            cancellation);

    public Task<int> EndAbandonedAsync(DateTimeOffset silentSince, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                var ids = await session.QueryAsync(
                    _abandoned, static row => row.GetInt64(0), ("before", silentSince.Ms()), ("limit", limit));
                foreach (var id in ids) await EndAsync(session, id, TagUploadState.Interrupted, now.Ms());
                return ids.Count;
            },
            cancellation);

    public Task<int> ForgetAsync(DateTimeOffset before, int limit, CancellationToken cancellation) =>
        database.WriteAsync(
            async session => await session.ExecuteAsync(ForgetOld, ("before", before.Ms()), ("limit", limit)), cancellation);

    /// <summary>The tag that is filled.</summary>
    private async ValueTask<long?> PlaceAsync(
        Session session, AppKey app, string name, TagUploadMode mode, int maxTags, long now)
    {
        if (mode == TagUploadMode.Add) return await _rows.HoldOrMakeAsync(session, app, name, maxTags, now);
        await TagRows.LockAsync(session, app);
        return await TagRows.MakeAsync(session, app, name: null, maxTags, now);
    }

    private async ValueTask<TagUpload?> EndAsync(Session session, long id, TagUploadState state, long now)
    {
        if (await HoldAsync(session, id) is not { } upload) return null;
        if (upload.Mode == TagUploadMode.Replace)
        {
            if (state == TagUploadState.Done)
            {
                await TagRows.LockAsync(session, upload.App);
                await session.ExecuteAsync(TagRows.Remove, ("app", upload.App.Value), ("name", upload.Tag));
                await session.ExecuteAsync(Rename, ("name", upload.Tag), ("now", now), ("tag_id", upload.TagId));
            }
            else
            {
                await session.ExecuteAsync(Drop, ("tag_id", upload.TagId));
            }
        }
        return await session.FirstAsync(EndUpload, Read, ("state", (int)state), ("now", now), ("upload_id", id));
    }

    /// <summary>One that is running.</summary>
    private async ValueTask<RunningUpload?> HoldAsync(Session session, long id) => await session.FirstAsync<RunningUpload?>(
        _hold,
        static row => (TagUploadState)row.GetInt32(4) == TagUploadState.Running
            ? new RunningUpload(row.GetInt64(0), new AppKey(row.GetInt32(1)), row.GetString(2), (TagUploadMode)row.GetInt32(3))
            : null,
        ("upload_id", id));

    private static TagUpload Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), (TagUploadMode)row.GetInt32(2), (TagUploadState)row.GetInt32(3), row.GetInt64(4),
        row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), BadLinesJson.Read(row.GetString(8)), row.Time(9), row.Time(10));

    private readonly record struct RunningUpload(long TagId, AppKey App, string Tag, TagUploadMode Mode);
}
