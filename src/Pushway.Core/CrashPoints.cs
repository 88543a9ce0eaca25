using System.Diagnostics;
using System.Globalization;

namespace Pushway.Core;

/// <summary>Places at which a test lets the process die as by <c>kill -9</c>: <c>PUSHWAY_CRASH_AT=vendor.sent:3</c> ends it when the
/// third thing passes there. Off, and free, unless that variable is set.</summary>
public static class CrashPoints
{
    public const string PushStored = "push.stored";
    public const string GatewayWritten = "gateway.written";
    public const string ConfirmationReceived = "confirmation.received";
    public const string OwnerChanged = "owner.changed";
    public const string VendorIntent = "vendor.intent";
    public const string VendorSent = "vendor.sent";
    public const string VendorAnswered = "vendor.answered";
    public const string RecallClaimed = "recall.claimed";
    public const string RecallSent = "recall.sent";
    public const string RecallAnswered = "recall.answered";
    public const string BroadcastPage = "broadcast.page";
    public const string TagPage = "tags.page";
    public const string UploadPart = "upload.part";
    public const string ReceiptPosted = "receipt.posted";
    public const string OccurrenceClaimed = "occurrence.claimed";
    public const string OccurrenceStarted = "occurrence.started";
    public const string ImportBatch = "import.batch";

    private static readonly string? Armed = Environment.GetEnvironmentVariable("PUSHWAY_CRASH_AT");
    private static readonly bool IsArmed = Armed is not null;
    private static int _passed;

    /// <summary>What passes here has done the last step and not begun the next.</summary>
    public static void Pass(string point)
    {
        if (IsArmed) DieAt(point);
    }

    private static void DieAt(string point)
    {
        var parts = Armed!.Split(':');
        if (parts[0] != point) return;
        var count = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
        if (Interlocked.Increment(ref _passed) != count) return;
        using var own = Process.GetCurrentProcess();
        own.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
