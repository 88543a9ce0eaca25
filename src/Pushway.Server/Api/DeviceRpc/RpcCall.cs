using Pushway.Core.Apps;
using Pushway.Core.Devices;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary>A call whose signature is right. <paramref name="Device"/> is empty for register; <paramref name="Timestamp"/> is the client's clock in milliseconds.</summary>
internal sealed record RpcCall(App App, DeviceId Device, long Timestamp, RpcBody Body)
{
    public DeviceAddress Address => new(App.Key, Device);
}
