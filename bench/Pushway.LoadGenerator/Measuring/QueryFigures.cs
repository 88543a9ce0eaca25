namespace Pushway.LoadGenerator.Measuring;

/// <summary>One query, over several rounds.</summary>
internal sealed record QueryFigures(string Name, int Bytes, Spread Ms);
