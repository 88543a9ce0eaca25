namespace Pushway.Core.Channels;

/// <summary>What a vendor answered when it was to take a message back. <paramref name="Text"/> is its own wording, for the trace.</summary>
public readonly record struct RecallResult(RecallStatus Status, string? Text = null)
{
    /// <summary>How long the vendor wants to be left alone; null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static RecallResult Later(TimeSpan? retryAfter, string? text = null) =>
        new(RecallStatus.Later, text) { RetryAfter = retryAfter };
}

/// <summary>The kinds of answers to a recall. All but <see cref="Later"/> are final.</summary>
public enum RecallStatus
{
    /// <summary>The vendor does not deliver it any more, or took it off the screen.</summary>
    Recalled,

    /// <summary>The vendor cannot take it back any more: it is delivered, or was opened.</summary>
    TooLate,

    /// <summary>The vendor has no such message.</summary>
    Unknown,

    /// <summary>The vendor takes nothing back, or not from us.</summary>
    Refused,

    /// <summary>The vendor wants to be asked later, could not be reached, or gave no clear answer.</summary>
    Later,
}
