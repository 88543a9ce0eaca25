using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Pushway.Gateway.Transports;

/// <summary>A connection that Kestrel accepted: plain TCP, and TLS when it is configured there.</summary>
internal sealed class PipeTransport(ConnectionContext connection) : DeviceTransport
{
    public override string Name => "tcp";

    public override string Remote => connection.RemoteEndPoint?.ToString() ?? "unknown";

    public override IBufferWriter<byte> Output => connection.Transport.Output;

    public PipeReader Input => connection.Transport.Input;

    protected override ValueTask FlushOnceAsync()
    {
        ValueTask<FlushResult> flush;
        lock (Gate) flush = connection.Transport.Output.FlushAsync();
        return flush.IsCompletedSuccessfully ? default : WaitAsync(flush);
    }

    // The reading loop sees the cancelled read and returns; Kestrel then sends what is in the pipe and closes.
    protected override void OnClosing() => Input.CancelPendingRead();

    protected override void OnAborting() => connection.Abort();

    private static async ValueTask WaitAsync(ValueTask<FlushResult> flush) => await flush;
}
