using System.ComponentModel;
using Pushway.Core.Bindings;
using Pushway.Core.Devices;

namespace Pushway.Server.Api.Rest.Devices;

/// <summary>All that is known about a device.</summary>
internal sealed record GetDeviceResponse(
    string Id,
    [property: Description("True until the device uses its secret for the first time; it is deleted if it does not within 24 hours.")]
    bool Provisional,
    string? Platform,
    string? AppVersion,
    string? Model,
    string? Locale,
    string? TimeZone,
    [property: Description("Whether its user lets the app show notifications; null: it has not said.")]
    bool? NotificationsEnabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSeenAt,
    [property: Description("Null while the device is not connected.")] ConnectionDocument? Connection,
    [property: Description("Null while nobody is logged in.")] BindingDocument? Binding,
    IReadOnlyList<VendorTokenDocument> VendorTokens,
    [property: Description("Messages the device has not confirmed, the oldest first; at most 100.")]
    IReadOnlyList<WaitingDocument> Waiting,
    [property: Description("More messages wait than are listed.")] bool HasMoreWaiting,
    [property: Description("The latest 20 changes of each kind, the newest first.")] HistoryDocument History)
{
    public static GetDeviceResponse Of(DeviceView view)
    {
        var (device, report) = (view.Device, view.Device.Report);
        return new GetDeviceResponse(
            device.Id.Value, device.IsProvisional, report.Platform, report.AppVersion, report.Model, report.Locale,
            report.TimeZone, report.NotificationsEnabled, device.CreatedAt, device.LastSeenAt,
            ConnectionDocument.Of(view.Connection),
            BindingOf(device.Binding, view.BoundSince),
            [.. view.VendorTokens.Select(one => new VendorTokenDocument(one.Token.Vendor, one.Token.End, one.At))],
            [.. view.Waiting.Select(WaitingDocument.Of)],
            view.HasMoreWaiting,
            HistoryDocument.Of(view.History));
    }

    private static BindingDocument? BindingOf(DeviceBinding binding, DateTimeOffset? since) =>
        binding.UserId is { } user ? new BindingDocument(user, since) : null;
}

/// <summary>Who is logged in on a device, and since when.</summary>
internal sealed record BindingDocument(string UserId, DateTimeOffset? Since);

/// <summary>A token of a vendor's push service.</summary>
internal sealed record VendorTokenDocument(
    string Vendor,
    [property: Description("The last 6 characters; the rest is never shown.")] string TokenEnd,
    [property: Description("When the device last reported it.")] DateTimeOffset ReportedAt);

/// <summary>How a device is connected now.</summary>
internal sealed record ConnectionDocument(
    DateTimeOffset ConnectedAt,
    [property: Description("tcp or websocket.")] string Transport,
    [property: Description("mqtt3.1.1 or mqtt5.")] string Protocol,
    string Node)
{
    public static ConnectionDocument? Of(OpenConnection? connection) => connection is { } open
        ? new ConnectionDocument(open.ConnectedAt, open.Transport, open.Protocol, open.Node)
        : null;
}

/// <summary>A message that a device has not confirmed.</summary>
internal sealed record WaitingDocument(
    string PushId,
    [property: Description("The delivery's id; for a push to everyone the push's.")] string Id,
    [property: Description("The caller's key, or the id if there was none.")] string Key,
    [property: Description("The user it was pushed to; null for a push to the device or to everyone.")] string? UserId,
    [property: Description("Waiting or Sent.")] string State,
    DateTimeOffset Since,
    DateTimeOffset ExpiresAt)
{
    public static WaitingDocument Of(WaitingMessage message) => new(
        message.Push.ToString(), message.Id, message.Key ?? message.Id, message.UserId, message.State.ToString(),
        message.Since, message.ExpiresAt);
}
