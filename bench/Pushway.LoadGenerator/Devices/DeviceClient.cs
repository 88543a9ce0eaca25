using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Pushway.Mqtt.Codec;

namespace Pushway.LoadGenerator.Devices;

/// <summary>One simulated device: a socket that is its own socket event, a small buffer, no task and no timer.
/// One operation is outstanding at a time, so its fields need no lock.</summary>
internal sealed partial class DeviceClient : SocketAsyncEventArgs
{
    private const int BufferBytes = 2_048;
    private const int IpBindAddressNoPort = 24;

    [ThreadStatic] private static ArrayBufferWriter<byte>? _scratch;

    private readonly DeviceFarm _farm;
    private readonly int _index;
    private byte[] _buffer = [];
    private int _filled;
    private Socket? _socket;
    private DeviceStage _stage;
    private bool _closing;

    public DeviceClient(DeviceFarm farm, int index) : base(true)
    {
        _farm = farm;
        _index = index;
    }

    private static ArrayBufferWriter<byte> Scratch
    {
        get
        {
            var scratch = _scratch ??= new ArrayBufferWriter<byte>(4_096);
            scratch.ResetWrittenCount();
            return scratch;
        }
    }

    private Socket Socket => _socket ?? throw new InvalidOperationException("The device was never opened.");

    public void Open(EndPoint server, IPAddress? source)
    {
        _closing = false;
        _filled = 0;
        _stage = DeviceStage.Connecting;
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            Blocking = false,
        };
        if (source is not null)
        {
            // The port is then chosen by connect, so that only the pair of addresses has to be unique.
            if (OperatingSystem.IsLinux()) _socket.SetRawSocketOption(0, IpBindAddressNoPort, [1, 0, 0, 0]);
            _socket.Bind(new IPEndPoint(source, 0));
        }
        RemoteEndPoint = server;
        SetBuffer(null, 0, 0);
        if (!_socket.ConnectAsync(this)) OnCompleted(this);
    }

    /// <summary>Says goodbye and closes; arrivals stop.</summary>
    public void Close()
    {
        _closing = true;
        if (_socket is not { } socket) return;
        if (socket.Connected) socket.Send([0xE0, 0], SocketFlags.None, out _);
        socket.Dispose();
    }

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        if (_closing) return;
        if (SocketError != SocketError.Success) Fail($"{LastOperation}: {SocketError}");
        else if (LastOperation == SocketAsyncOperation.Connect) SendConnect();
        else ReceiveLoop(BytesTransferred);
    }

    private void SendConnect()
    {
        var scratch = Scratch;
        ConnectCodec.Write(scratch, _farm.ConnectOf(_index));
        _stage = DeviceStage.AwaitingConnack;
        if (!Send(scratch.WrittenSpan)) return;
        if (_buffer.Length == 0) _buffer = new byte[BufferBytes];
        ReceiveLoop(received: -1);
    }

    private bool Send(ReadOnlySpan<byte> bytes)
    {
        var sent = Socket.Send(bytes, SocketFlags.None, out var error);
        if (error == SocketError.Success && sent == bytes.Length) return true;
        Fail($"send: {error}, {sent} of {bytes.Length} bytes");
        return false;
    }

    private void Fail(string why)
    {
        if (_closing) return;
        _closing = true;
        Socket.Dispose();
        _farm.Failed(_index, _stage, why);
        _stage = DeviceStage.Closed;
    }
}
