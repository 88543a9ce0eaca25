using System.Buffers;

namespace Pushway.Gateway.Transports;

/// <summary>The seam under a connection: bytes out, and an end. The bytes that come in are pushed by the transport's own loop
/// into <see cref="Connections.DeviceConnection"/>. At most one flush is under way; wishes for more are merged, which
/// takes the place of a writer task.</summary>
internal abstract class DeviceTransport
{
    private bool _flushing;
    private bool _dirty;
    private bool _broken;
    private TaskCompletionSource? _idle;

    /// <summary>The lock of the connection: whoever writes to <see cref="Output"/> and flushes holds it.</summary>
    public Lock Gate { get; } = new();

    /// <summary>What kind of way this is, in the words of the API.</summary>
    public abstract string Name { get; }

    /// <summary>The other side's address, for logs.</summary>
    public abstract string Remote { get; }

    /// <summary>Where packets are written; nothing leaves before <see cref="Flush"/>.</summary>
    public abstract IBufferWriter<byte> Output { get; }

    /// <summary>True while the peer does not take what was flushed.</summary>
    public bool IsCongested => Volatile.Read(ref _flushing);

    /// <summary>True once this side has ended the connection.</summary>
    public bool IsClosing { get; private set; }

    /// <summary>Lets what was written leave, without waiting for it.</summary>
    public void Flush()
    {
        lock (Gate)
        {
            _dirty = true;
            if (_flushing || _broken) return;
            _flushing = true;
        }
        Run();
    }

    /// <summary>Completes when the peer has taken what was flushed, or the transport is broken.</summary>
    public ValueTask WritableAsync()
    {
        lock (Gate)
        {
            if (!_flushing || _broken) return default;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_idle.Task);
        }
    }

    /// <summary>Ends the connection after what was written has left.</summary>
    public void Close()
    {
        IsClosing = true;
        Flush();
        OnClosing();
    }

    /// <summary>Ends the connection now.</summary>
    public void Abort()
    {
        IsClosing = true;
        OnAborting();
    }

    /// <summary>Sends what is in <see cref="Output"/>; called by one caller at a time.</summary>
    protected abstract ValueTask FlushOnceAsync();

    protected abstract void OnClosing();

    protected abstract void OnAborting();

    private void Run()
    {
        try
        {
            while (Begin())
            {
                var running = FlushOnceAsync();
                if (!running.IsCompletedSuccessfully)
                {
                    _ = FinishAsync(running);
                    return;
                }
            }
        }
        catch (Exception)
        {
            Break();
        }
    }

    private async Task FinishAsync(ValueTask running)
    {
        try
        {
            await running;
            while (Begin()) await FlushOnceAsync();
        }
        catch (Exception)
        {
            Break();
        }
    }

    /// <summary>True if something was written since the last flush; else the flushing is over.</summary>
    private bool Begin()
    {
        lock (Gate)
        {
            if (_dirty)
            {
                _dirty = false;
                return true;
            }
            _flushing = false;
            _idle?.TrySetResult();
            _idle = null;
            return false;
        }
    }

    /// <summary>Whatever kept bytes from leaving, the peer is gone: the reading loop ends the connection.</summary>
    private void Break()
    {
        lock (Gate)
        {
            _broken = true;
            _idle?.TrySetResult();
        }
        Abort();
    }
}
