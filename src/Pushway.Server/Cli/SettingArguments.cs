using System.Text.RegularExpressions;

namespace Pushway.Server.Cli;

/// <summary>Takes the <c>--Section:Key=value</c> arguments out of a command line; the rest is for the command line parser.</summary>
internal static partial class SettingArguments
{
    public static (string[] Others, Dictionary<string, string?> Settings) Split(IReadOnlyList<string> arguments)
    {
        var rest = new List<string>(arguments.Count);
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var argument in arguments)
        {
            var match = Form().Match(argument);
            if (match.Success) settings[match.Groups["name"].Value] = match.Groups["value"].Value;
            else rest.Add(argument);
        }
        return ([.. rest], settings);
    }

    [GeneratedRegex("^--(?<name>[A-Za-z][A-Za-z0-9]*(:[A-Za-z0-9._]+)+)=(?<value>.*)$", RegexOptions.Singleline)]
    private static partial Regex Form();
}
