using Pushway.Core.Audiences;

namespace Pushway.Storage.Statistics;

/// <summary>What a message is counted as, in one number that lies in its row: from the lowest bit, two for how often it counts as sent and two for
/// accepted by a vendor (0 never, 1 once, just now, 2 before), one for a task, four for the kind, the rest for the device's profile.</summary>
internal readonly record struct CountedAs(long Value)
{
    /// <summary>The new value of a row that is being sent: the first time it becomes 1, then 2.</summary>
    public const string Send = "counted_as + CASE WHEN counted_as & 3 < 2 THEN 1 ELSE 0 END";
    public const string Accept = "counted_as + CASE WHEN counted_as & 12 < 8 THEN 4 ELSE 0 END";

    /// <summary>Of a broadcast on the device of the row set <c>r</c>.</summary>
    public const string BroadcastToDevice = """
        coalesce((SELECT d.profile FROM devices d WHERE d.device_id = r.device_id AND d.app = r.app), 0) * 512 + 80
        """;

    public CountedAs(long profile, AudienceKind kind, bool isTask)
        : this((profile << 9) | ((long)kind << 5) | (isTask ? 1L << 4 : 0))
    {
    }

    public long Profile => Value >> 9;
    public AudienceKind Kind => (AudienceKind)((Value >> 5) & 15);
    public bool IsTask => (Value & 16) != 0;
    public bool IsFirstSend => (Value & 3) == 1;
    public bool IsFirstAcceptance => (Value & 12) == 4;

    /// <summary>Without what was counted: the same for all messages that count alike.</summary>
    public CountedAs Plain => new(Value & ~15L);
}
