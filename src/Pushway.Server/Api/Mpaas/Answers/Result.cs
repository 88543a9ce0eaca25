namespace Pushway.Server.Api.Mpaas.Answers;

/// <summary>What became of a call that reached its action: the original's number, name and text.</summary>
internal sealed record Result(string Code, string Name, string Message);
