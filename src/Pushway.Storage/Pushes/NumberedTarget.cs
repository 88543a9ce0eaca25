using Pushway.Core.Pushes;

namespace Pushway.Storage.Pushes;

/// <summary>A target with its place in the call, from 1, and what it gets in place of the push's content, if anything.</summary>
internal readonly record struct NumberedTarget(int No, string Id, string? Key, TargetContent? Own);
