namespace Pushway.Gateway;

/// <summary>The topics of the device protocol. A device has no other topics than its own, so they carry no id.</summary>
internal static class Topics
{
    public static ReadOnlySpan<byte> Push => "mps/push"u8;

    /// <summary>Where a device reports what became of its messages.</summary>
    public static ReadOnlySpan<byte> Event => "mps/event"u8;
    public static ReadOnlySpan<byte> Recall => "mps/recall"u8;

    /// <summary>True for a filter that matches only the device's own topics.</summary>
    public static bool IsOwn(string filter) => filter.StartsWith("mps/", StringComparison.Ordinal);
}
