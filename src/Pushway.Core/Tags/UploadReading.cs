namespace Pushway.Core.Tags;

/// <summary>One upload while it is read: a part is written when it is full, or after a second, so that the next is read behind the store's
/// pace.</summary>
internal sealed class UploadReading(TagUpload upload, ITagUploadStore store, TagMetrics metrics, TimeProvider time, int maxIds)
{
    /// <summary>Some milliseconds of the one writer on SQLite.</summary>
    private const int PartSize = 1_000;
    private const int MaxBadLines = 100;
    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(1);

    private readonly List<string> _users = new(PartSize);
    private readonly List<BadLine> _badLines = [];
    private long _writtenAt = time.GetTimestamp();
    private long _ids;
    private int _lines;
    private int _bad;
    private bool _hasMoreBad;

    /// <summary>As it was last written.</summary>
    public TagUpload Upload { get; private set; } = upload;

    /// <summary>Reads until the end, or as far as may be; how it ends.</summary>
    public async Task<TagUploadState> RunAsync(UploadFile file, CancellationToken cancellation)
    {
        var (lines, body) = (new UploadLines(file.Format), file.Body);
        while (true)
        {
            var read = await body.ReadAsync(cancellation);
            if (read.IsCompleted && !file.IsWhole()) throw new IOException("The upload broke off.");
            var buffer = read.Buffer;
            TagUploadState? end = null;
            while (end is null && lines.TryRead(ref buffer, read.IsCompleted, out var line))
            {
                if (line.User is not null && ++_ids > maxIds) end = TagUploadState.TooLarge;
                else Take(line);
                if (_lines >= PartSize && !await FlushAsync(cancellation)) end = TagUploadState.Interrupted;
            }
            body.AdvanceTo(buffer.Start, buffer.End);
            if (end is null && read.IsCompleted) end = TagUploadState.Done;
            var isDue = end is not null || time.GetElapsedTime(_writtenAt) > WriteEvery;
            if (isDue && !await FlushAsync(cancellation)) return TagUploadState.Interrupted;
            if (end is { } how) return how;
        }
    }

    /// <summary>Makes durable what was read; false if the upload has ended meanwhile. An empty part says that it goes on.</summary>
    public async Task<bool> FlushAsync(CancellationToken cancellation)
    {
        var part = new TagUploadPart(_users, _lines, _bad, _hasMoreBad ? _badLines : null);
        var before = Upload;
        if (await store.AppendAsync(Upload.Id, part, time.GetUtcNow(), cancellation) is not { } now) return false;
        CrashPoints.Pass(CrashPoints.UploadPart);
        metrics.Uploaded(now.Added - before.Added, now.Known - before.Known, _bad);
        Upload = now;
        _users.Clear();
        (_lines, _bad, _hasMoreBad) = (0, 0, false);
        _writtenAt = time.GetTimestamp();
        return true;
    }

    private void Take(in UploadLine line)
    {
        _lines++;
        if (line.User is { } user)
        {
            _users.Add(user);
            return;
        }
        _bad++;
        if (_badLines.Count == MaxBadLines) return;
        _badLines.Add(new BadLine(line.Number, line.Reason!));
        _hasMoreBad = true;
    }
}
