using System.Buffers;
using System.Net.WebSockets;

namespace Pushway.Gateway.Transports;

/// <summary>A WebSocket with the <c>mqtt</c> subprotocol; packets travel in binary frames, whose borders mean nothing [MQTT-6.0.0-2].</summary>
internal sealed class WebSocketTransport(WebSocket socket, string remote) : DeviceTransport, IDisposable
{
    private const int KeptCapacity = 4_096;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _ended = new();
    private ArrayBufferWriter<byte> _filling = new();
    private ArrayBufferWriter<byte> _sending = new();

    public override string Name => "websocket";

    public override string Remote => remote;

    public override IBufferWriter<byte> Output => _filling;

    /// <summary>Fires when this side has ended the connection.</summary>
    public CancellationToken Ended => _ended.Token;

    public void Dispose() => _ended.Dispose();

    protected override async ValueTask FlushOnceAsync()
    {
        lock (Gate) (_filling, _sending) = (_sending, _filling);
        if (_sending.WrittenCount > 0)
        {
            await socket.SendAsync(
                _sending.WrittenMemory, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        }
        if (_sending.Capacity > KeptCapacity) _sending = new ArrayBufferWriter<byte>();
        else _sending.ResetWrittenCount();
        if (IsClosing) await EndAsync();
    }

    protected override void OnClosing()
    {
        // The flush that Close started says goodbye after the last bytes.
    }

    protected override void OnAborting()
    {
        socket.Abort();
        _ended.Cancel();
    }

    private async Task EndAsync()
    {
        using var timeout = new CancellationTokenSource(CloseTimeout);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
        }
        finally
        {
            await _ended.CancelAsync();
        }
    }
}
