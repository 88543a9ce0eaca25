using System.ComponentModel;
using Pushway.Core.Devices;

namespace Pushway.Server.Api.Rest.Devices;

/// <summary>What became of a device.</summary>
internal sealed record HistoryDocument(
    IReadOnlyList<PastBindingDocument> Bindings,
    IReadOnlyList<PastTokenDocument> VendorTokens,
    [property: Description("Connections that are over. Best effort: a node that crashes takes its open ones with it.")]
    IReadOnlyList<PastConnectionDocument> Connections)
{
    public static HistoryDocument Of(DeviceHistory history) => new(
        [.. history.Bindings.Select(one => new PastBindingDocument(one.Cause.ToString(), one.UserId, one.At))],
        [.. history.VendorTokens.Select(one => new PastTokenDocument(one.Cause.ToString(), one.Vendor, one.TokenEnd, one.At))],
        [.. history.Connections.Select(PastConnectionDocument.Of)]);
}

/// <summary>A change of who is logged in.</summary>
internal sealed record PastBindingDocument(
    [property: Description("Bound, Unbound, or Evicted: the user was bound on more than 100 devices.")] string Cause,
    [property: Description("Who came or left.")] string UserId,
    DateTimeOffset At);

/// <summary>A change of a vendor token.</summary>
internal sealed record PastTokenDocument(
    [property: Description("Reported, Moved (another device reported it), or Retired (the vendor said that it is dead).")] string Cause,
    string Vendor,
    [property: Description("The token's last 6 characters.")] string TokenEnd,
    DateTimeOffset At);

/// <summary>A connection that is over.</summary>
internal sealed record PastConnectionDocument(
    DateTimeOffset ConnectedAt,
    DateTimeOffset EndedAt,
    [property: Description(
        "ByDevice, ConnectionLost, KeepAliveTimeout, TakenOver, MalformedPacket, PacketTooLarge, ProtocolViolation, "
        + "NotAuthorized, NotSupported, ServerShuttingDown or ServerFault.")]
    string Reason,
    string Transport,
    string Protocol,
    string Node)
{
    public static PastConnectionDocument Of(PastConnection past)
    {
        var connection = past.Connection;
        return new PastConnectionDocument(
            connection.ConnectedAt, past.EndedAt, past.Reason, connection.Transport, connection.Protocol, connection.Node);
    }
}
