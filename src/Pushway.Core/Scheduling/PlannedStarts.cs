namespace Pushway.Core.Scheduling;

/// <summary>When a push that does not go at once is to start: once, or with each occurrence of a cycle. What has not started within the validity
/// after its time never does.</summary>
public sealed record PlannedStarts(IReadOnlyList<DateTimeOffset> Times, Cycle? Cycle, TimeSpan Validity);
