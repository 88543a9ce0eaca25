using Microsoft.Extensions.Logging;
using Pushway.Core.Devices;

namespace Pushway.Core.Dispatching;

internal static partial class DispatchLog
{
    [LoggerMessage(1301, LogLevel.Warning, "Device {Device} is connected and a message for it waited; woken")]
    public static partial void Overdue(ILogger logger, DeviceId device);

    [LoggerMessage(1302, LogLevel.Error, "Looking for overdue messages failed; trying again")]
    public static partial void SweepFailed(ILogger logger, Exception exception);
}
