namespace Pushway.Storage.Pushes;

/// <summary>A target with its place in the call, from 1.</summary>
internal readonly record struct NumberedTarget(int No, string Id, string? Key);
