namespace Pushway.Core.Pushes;

/// <summary>What one target gets in place of the push's content, and what a repeat under its MsgKey must have in common.</summary>
public sealed record TargetContent(string Content, byte[] Hash);
