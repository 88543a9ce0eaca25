namespace Pushway.Core.Pushes;

/// <summary>What a call says, as JSON: to all it names, to vendors, and to targets with values or extras of their own, by
/// their place in the call.</summary>
internal sealed record CallContents(byte[] Shared, byte[]? Vendor, IReadOnlyList<TargetContent?>? Own);
