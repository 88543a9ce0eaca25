namespace Pushway.Core.Statistics;

/// <summary>How often each thing happened. Every count is of different messages: nothing is counted twice for one.</summary>
public readonly record struct StatisticCounts
{
    /// <summary>Calls that were accepted.</summary>
    public long Pushes { get; init; }

    /// <summary>Messages to a device; also users who never had one.</summary>
    public long Messages { get; init; }

    /// <summary>Handed to a connection or a vendor at least once.</summary>
    public long Sent { get; init; }
    public long Accepted { get; init; }
    public long Delivered { get; init; }
    public long Displayed { get; init; }
    public long Opened { get; init; }
    public long Dismissed { get; init; }

    /// <summary>Ended in another way than delivered, and still are.</summary>
    public long Failed { get; init; }

    public static StatisticCounts operator +(StatisticCounts a, StatisticCounts b) => new()
    {
        Pushes = a.Pushes + b.Pushes,
        Messages = a.Messages + b.Messages,
        Sent = a.Sent + b.Sent,
        Accepted = a.Accepted + b.Accepted,
        Delivered = a.Delivered + b.Delivered,
        Displayed = a.Displayed + b.Displayed,
        Opened = a.Opened + b.Opened,
        Dismissed = a.Dismissed + b.Dismissed,
        Failed = a.Failed + b.Failed,
    };
}
