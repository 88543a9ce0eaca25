using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pushway.Core.Apps;
using Pushway.Core.Pushes;

namespace Pushway.Core.Tags;

/// <summary>Reads files of user ids into tags, line by line as they come: nothing of a file is kept but what is not written yet.</summary>
public sealed class TagUploads(
    ITagUploadStore store, TagMetrics metrics, IOptions<TagOptions> options, TimeProvider time, ILogger<TagUploads> logger)
{
    private readonly TagOptions _options = options.Value;
    private int _running;

    /// <summary>Reads a whole file. If it breaks off, what was read is noted as interrupted, and the fault goes on.</summary>
    public async Task<(TagUpload? Upload, PushReply.Refused? Refused)> RunAsync(
        AppKey app, string name, TagUploadMode mode, UploadFile file, CancellationToken cancellation)
    {
        if (TagRules.CheckName(name) is { } wrong) return (null, wrong);
        try
        {
            if (Interlocked.Increment(ref _running) > _options.MaxUploads)
                return (null, new(ErrorCodes.TooManyCalls, $"{_options.MaxUploads} uploads are running here; try again later."));
            if (await store.BeginAsync(app, name, mode, _options.MaxPerApp, time.GetUtcNow(), cancellation) is not { } upload)
                return (null, new(ErrorCodes.TooManyTags, $"{_options.MaxPerApp} tags are the limit of an app."));
            var (ended, refused) = await ReadAsync(upload, file, cancellation);
            TagLog.Uploaded(logger, ended.Id, ended.State, ended.Lines, ended.Added, ended.Bad);
            return (ended, refused);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task<(TagUpload Upload, PushReply.Refused? Refused)> ReadAsync(
        TagUpload upload, UploadFile file, CancellationToken cancellation)
    {
        var reading = new UploadReading(upload, store, metrics, time, _options.MaxUploadIds);
        TagUploadState state;
        try
        {
            state = await reading.RunAsync(file, cancellation);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The caller, or this node, goes away; what has come is not lost with it.
            await reading.FlushAsync(CancellationToken.None);
            await EndAsync(reading.Upload, TagUploadState.Interrupted);
            TagLog.Interrupted(logger, upload.Id, reading.Upload.Lines);
            throw;
        }
        var ended = await EndAsync(reading.Upload, state);
        return (ended, ended.State switch
        {
            TagUploadState.TooLarge => new(
                ErrorCodes.UploadTooLarge,
                $"Upload {ended.Id} has more than {_options.MaxUploadIds} ids. What came before is {Place(ended.Mode)}."),
            TagUploadState.Interrupted => new(
                ErrorCodes.UploadInterrupted, $"Upload {ended.Id} was ended while it ran, for example since its tag was deleted."),
            _ => null,
        });
    }

    private async Task<TagUpload> EndAsync(TagUpload upload, TagUploadState state) =>
        await store.EndAsync(upload.Id, state, time.GetUtcNow(), CancellationToken.None)
        ?? upload with { State = TagUploadState.Interrupted };

    private static string Place(TagUploadMode mode) => mode == TagUploadMode.Add ? "in the tag" : "dropped; the tag is as it was";
}
