using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;

namespace Pushway.Core.Vendors;

/// <summary>A message that a vendor is to take back, durable under this node's lease: to which token it went, the vendor's id of it if there was an
/// answer with one, and the how-manyeth request this is.</summary>
public sealed record VendorRecall(
    DeliveryId Id, DeliveryId Message, DeviceAddress Address, string Token, string? MessageId, int Attempt)
{
    /// <summary>The tag it was sent under, for vendors that recall by that.</summary>
    public string Tag => VendorMessage.TagOf(Message);
}

/// <summary>What a vendor answered to a recall. <paramref name="Next"/>: when it is asked again, if the answer leaves it open.</summary>
public sealed record RecallOutcome(VendorRecall Recall, RecallResult Result, DateTimeOffset Next);

/// <summary>With these words begin the details of a trace's steps that tell of recalls at vendors (docs/errors.md).</summary>
public static class RecallSteps
{
    public const string Recalled = "vendor_recalled";
    public const string TooLate = "vendor_recall_too_late";
    public const string Unknown = "vendor_recall_unknown";
    public const string Refused = "vendor_recall_refused";
    public const string Later = "vendor_recall_later";

    /// <summary>The window is over.</summary>
    public const string Expired = "vendor_recall_expired";

    /// <summary>The vendor's channel cannot recall, or is off.</summary>
    public const string Unsupported = "vendor_recall_unsupported";

    private const string All = "vendor_recall";

    public static bool Is(string? detail) => detail?.StartsWith(All, StringComparison.Ordinal) == true;

    public static string Of(RecallStatus status) => status switch
    {
        RecallStatus.Recalled => Recalled,
        RecallStatus.TooLate => TooLate,
        RecallStatus.Unknown => Unknown,
        RecallStatus.Refused => Refused,
        RecallStatus.Later => Later,
    };
}
