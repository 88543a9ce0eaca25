namespace Pushway.Server.Hosting;

/// <summary>What a command line says about a node.</summary>
internal sealed record NodeArguments(string DataDirectory, IReadOnlyDictionary<string, string?> Settings)
{
    public const string DefaultDataDirectory = "./data";
}
