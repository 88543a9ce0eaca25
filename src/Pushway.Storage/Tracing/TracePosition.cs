using System.Globalization;

namespace Pushway.Storage.Tracing;

/// <summary>Where in a push's trace a page ends.</summary>
internal readonly record struct TracePosition(int TargetNo, long DeliveryId) : IComparable<TracePosition>
{
    public static TracePosition Parse(string? cursor)
    {
        var parts = cursor?.Split('-') ?? [];
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var delivery)
                ? new TracePosition(number, delivery)
                : default;
    }

    public int CompareTo(TracePosition other) => (TargetNo, DeliveryId).CompareTo((other.TargetNo, other.DeliveryId));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TargetNo}-{DeliveryId}");
}

/// <summary>Where a list of messages, newest first, ends. What has no delivery comes last of its push.</summary>
internal readonly record struct NewestFirst(long Push, long DeliveryId) : IComparable<NewestFirst>
{
    public static readonly NewestFirst Start = new(long.MaxValue, long.MaxValue);

    public static NewestFirst Parse(string? cursor)
    {
        var parts = cursor?.Split('-') ?? [];
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var push)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var delivery)
                ? new NewestFirst(push, delivery)
                : Start;
    }

    public int CompareTo(NewestFirst other) => (other.Push, other.DeliveryId).CompareTo((Push, DeliveryId));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Push}-{DeliveryId}");
}
