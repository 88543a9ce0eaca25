using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Pushway.Core.Devices;

/// <summary>Writes down, in batches, which devices were seen: ends the provisional time of new ones and keeps last-seen
/// and the history of connections. It may drop notes when the store is slow: a device is seen again.</summary>
public sealed class DeviceActivity(
    IDeviceStore devices, IDeviceHistoryStore history, TimeProvider time, ILogger<DeviceActivity> logger) : HostedLoop
{
    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(5);
    private const int Capacity = 65_536;
    private const int BatchSize = 500;

    private readonly Channel<Note> _notes = Channel.CreateBounded<Note>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Seen(DeviceAddress address, DateTimeOffset at) =>
        _notes.Writer.TryWrite(new Note(new SeenDevice(address, at), Ended: null));

    /// <summary>Notes that a connection is over; the device was seen until then.</summary>
    public void Ended(DeviceAddress address, PastConnection connection) =>
        _notes.Writer.TryWrite(new Note(new SeenDevice(address, connection.EndedAt), connection));

    protected override async Task LoopAsync(CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stopping = cancellation.Register(() => deadline.CancelAfter(LastWrites));
        try
        {
            while (await _notes.Reader.WaitToReadAsync(cancellation)) await WriteAsync(deadline.Token);
        }
        finally
        {
            // Connections end just before the node does.
            while (_notes.Reader.TryPeek(out _)) await WriteAsync(deadline.Token);
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        var seen = new List<SeenDevice>();
        var ended = new List<EndedConnection>();
        while (seen.Count < BatchSize && _notes.Reader.TryRead(out var note))
        {
            seen.Add(note.Seen);
            if (note.Ended is { } connection) ended.Add(new EndedConnection(note.Seen.Address, connection));
        }
        try
        {
            // Together, so that one commit can take both.
            await Task.WhenAll(
                devices.TouchAsync(seen, cancellation), history.AddConnectionsAsync(ended, cancellation));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            DeviceLog.TouchFailed(logger, seen.Count, exception);
        }
    }

    private readonly record struct Note(SeenDevice Seen, PastConnection? Ended);
}
