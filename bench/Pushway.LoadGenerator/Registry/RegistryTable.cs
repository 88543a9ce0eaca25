namespace Pushway.LoadGenerator.Registry;

/// <summary>A table that is filled, with the columns it is filled in.</summary>
internal sealed record RegistryTable(string Name, params string[] Columns);
