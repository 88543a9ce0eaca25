using System.CommandLine;
using System.Globalization;
using Pushway.LoadGenerator.Commands;
using Pushway.LoadGenerator.Processes;

SocketSettings.Apply();
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var root = new RootCommand("Loads a Pushway node, or a peer, with simulated devices and says what it measured.")
{
    FanoutCommand.Create(),
    SinglesCommand.Create(),
    RegistryCommand.Create(),
    SeedCommand.Create(),
    StatisticsCommand.Create(),
    TagsCommand.Create(),
};
// A run that is interrupted still stops its servers, and a node under load may take a while.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
