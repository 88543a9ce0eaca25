using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.Core.Tracing;

/// <summary>What became of messages, for people to read. A cursor is a former page's <c>Next</c>; one that is not is treated as the start.</summary>
public interface ITraceStore
{
    /// <summary>A push's targets and deliveries in the order of the call; a broadcast's confirmations by device. Null if there is no such push.</summary>
    Task<TracePage?> ReadPushAsync(AppKey app, PushId id, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>What a push has for one device, confirmed or not. Null if there is no such push.</summary>
    Task<TracePage?> ReadPushAsync(AppKey app, PushId id, DeviceId device, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Messages under the caller's key, newest first; to one target, if named.</summary>
    Task<TracePage> ReadKeyAsync(
        AppKey app, string key, string? target, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>Messages to a device, newest first; of the <paramref name="open"/> broadcasts those it has not confirmed too.</summary>
    Task<TracePage> ReadDeviceAsync(
        DeviceAddress address, IReadOnlyList<PushId> open, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>Messages to a user on all devices, newest first.</summary>
    Task<TracePage> ReadUserAsync(AppKey app, string user, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>What explains where messages of these devices and users are; without those nobody has heard of.</summary>
    Task<Circumstances> ReadCircumstancesAsync(
        AppKey app, IReadOnlyCollection<DeviceId> devices, IReadOnlyCollection<string> users, CancellationToken cancellation);
}

/// <summary>What explains a page of traces.</summary>
public sealed record Circumstances(
    IReadOnlyDictionary<DeviceId, DeviceCircumstances> Devices, IReadOnlyDictionary<string, UserCircumstances> Users);
