namespace Pushway.TestKit;

/// <summary>How a fake vendor answers a request that has a message to a certain token.</summary>
public abstract record VendorScript
{
    private VendorScript()
    {
    }

    /// <summary>This answer for the message, in the words of the wire.</summary>
    public sealed record Answer(object Result) : VendorScript;

    /// <summary>A status for the whole request.</summary>
    public sealed record Status(int Code, int? RetryAfterSeconds = null) : VendorScript;

    /// <summary>No answer until the caller gives up.</summary>
    public sealed record Stall : VendorScript;

    /// <summary>The connection ends in the middle of the answer.</summary>
    public sealed record Break : VendorScript;

    /// <summary>Does this when it has got the request, and then stalls.</summary>
    public sealed record Run(Action Action) : VendorScript;

    /// <summary>Says that it has got the request, and answers as if nothing were when it may.</summary>
    public sealed record Wait(TaskCompletionSource Asked, Task Until) : VendorScript;

    public static VendorScript Refuse(string reason, string? detail = null, DateTimeOffset? since = null) =>
        since is null
            ? new Answer(new { status = "refused", reason, detail })
            : new Answer(new { status = "refused", reason, detail, since });

    /// <summary>To a recall: <c>too_late</c>, <c>unknown</c> or <c>refused</c>.</summary>
    public static VendorScript Keep(string status, string? detail = null) => new Answer(new { status, detail });

    public static VendorScript Throttle(double retryAfterSeconds) =>
        new Answer(new { status = "throttled", retryAfterSeconds });
}
