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
};
return await root.Parse(args).InvokeAsync();
