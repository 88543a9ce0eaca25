using Microsoft.Extensions.Logging;
using Pushway.Core.Devices;
using Pushway.Gateway.Connections;
using Pushway.Mqtt.Packets;

namespace Pushway.Gateway;

internal static partial class GatewayLog
{
    [LoggerMessage(2001, LogLevel.Debug, "Device {Device} connected from {Remote}, MQTT {Version}")]
    public static partial void Connected(ILogger logger, DeviceId device, string remote, ProtocolVersion version);

    [LoggerMessage(2002, LogLevel.Debug, "Device {Device} ended: {Reason}")]
    public static partial void Ended(ILogger logger, DeviceId device, CloseReason reason);

    [LoggerMessage(2003, LogLevel.Debug, "Connection from {Remote} refused: {Reason} ({Detail})")]
    public static partial void Refused(ILogger logger, string remote, ReasonCode reason, string detail);

    [LoggerMessage(2004, LogLevel.Warning, "Looking up waiting messages of device {Device} failed; trying again")]
    public static partial void DrainFailed(ILogger logger, DeviceId device, Exception exception);

    [LoggerMessage(2005, LogLevel.Error, "Connection from {Remote} failed")]
    public static partial void Failed(ILogger logger, string remote, Exception exception);

    [LoggerMessage(2006, LogLevel.Error, "Checking connections failed; trying again")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(2007, LogLevel.Debug, "Events of device {Device} were refused: {Reason} ({Detail})")]
    public static partial void EventsRefused(ILogger logger, DeviceId device, ReasonCode reason, string detail);

    [LoggerMessage(2008, LogLevel.Warning, "Looking up for which devices a broadcast is failed; each connection looks for itself")]
    public static partial void FilterFailed(ILogger logger, Exception exception);
}
