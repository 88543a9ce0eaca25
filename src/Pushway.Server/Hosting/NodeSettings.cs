using Pushway.Server.Cli;
using Pushway.Storage;

namespace Pushway.Server.Hosting;

/// <summary>Puts the settings of a node together. Later ones win: appsettings.json in the working directory, in the data directory,
/// environment variables <c>PUSHWAY_Section__Key</c>, command line.</summary>
internal static class NodeSettings
{
    private const string EnvironmentPrefix = "PUSHWAY_";

    public static void Configure(
        IConfigurationManager configuration, DataDirectory directory, IReadOnlyDictionary<string, string?> commandLine)
    {
        try
        {
            configuration
                .AddInMemoryCollection([new($"{StorageOptions.Section}:{nameof(StorageOptions.Path)}", directory.Database)])
                .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true, reloadOnChange: false)
                .AddJsonFile(directory.Settings, optional: true, reloadOnChange: false)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddInMemoryCollection(commandLine);
        }
        catch (InvalidDataException exception)
        {
            throw new UserMistakeException($"{exception.Message} {exception.InnerException?.Message}".Trim(), exception);
        }
        foreach (var (name, value) in configuration.AsEnumerable())
        {
            // A name without a section is some other program's variable; one with a section can only be meant for us.
            if (value is not null && name.Contains(':') && !KnownSettings.Contains(name))
            {
                throw new UserMistakeException($"Unknown setting {name}. {KnownSettings.Suggestion(name)}");
            }
        }
    }
}
