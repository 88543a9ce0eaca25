using System.Net.Sockets;
using System.Net.WebSockets;
using MQTTnet;
using MQTTnet.Exceptions;

namespace Pushway.Device;

/// <summary>Tells what may pass (the network, a busy server) from what will not.</summary>
internal static class DeviceFaults
{
    public static bool IsNetwork(Exception fault) => fault is MqttCommunicationException or MqttClientNotConnectedException
        or MqttProtocolViolationException or SocketException or WebSocketException or IOException
        or OperationCanceledException or TimeoutException;

    /// <summary>Answers that the same call would get again: what it says is wrong, not when.</summary>
    public static bool IsForGood(DeviceRpcException refusal) => refusal.ResultStatus is >= 3000 and < 4000;

    /// <summary>Refusals that end by themselves; all others need a person or another identity.</summary>
    public static bool MayPass(MqttClientConnectResultCode code) => code is
        MqttClientConnectResultCode.UnspecifiedError or MqttClientConnectResultCode.ImplementationSpecificError
        or MqttClientConnectResultCode.ServerUnavailable or MqttClientConnectResultCode.ServerBusy
        or MqttClientConnectResultCode.QuotaExceeded or MqttClientConnectResultCode.UseAnotherServer
        or MqttClientConnectResultCode.ServerMoved or MqttClientConnectResultCode.ConnectionRateExceeded;
}
