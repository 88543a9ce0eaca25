using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Pushway.Server.Hosting;

namespace Pushway.UnitTests.Server.Documents;

public sealed partial class ConfigurationPageTests
{
    private static readonly Dictionary<string, Match> Rows =
        Row().Matches(Pages.Read("configuration.md")).ToDictionary(match => match.Groups["name"].Value);

    [Fact]
    public void The_page_lists_the_settings_that_exist() =>
        Rows.Keys.Order().ShouldBe(KnownSettings.All.Select(setting => setting.Name).Order());

    [Fact]
    public void The_page_gives_the_defaults_of_the_code()
    {
        // These depend on the machine or the data directory.
        string[] described = ["Node:Name", "Storage:Path", "Storage:ConnectionString", "Security:MasterKeyFile", "Channels:Test:Url"];
        foreach (var setting in KnownSettings.All.Where(setting => !described.Contains(setting.Name)))
        {
            var value = setting.Property.GetValue(Activator.CreateInstance(setting.Options));
            var expected = value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture);
            Rows[setting.Name].Groups["default"].Value.ShouldBe($"`{expected}`", setting.Name);
        }
    }

    [Fact]
    public void The_page_gives_the_bounds_of_the_code()
    {
        foreach (var setting in KnownSettings.All)
        {
            var expected = setting.Property.GetCustomAttribute<RangeAttribute>() is { } range
                ? $"{range.Minimum}–{range.Maximum}"
                : "";
            if (setting.Property.PropertyType.IsEnum) continue;
            Rows[setting.Name].Groups["bounds"].Value.Trim().ShouldBe(expected, setting.Name);
        }
    }

    [GeneratedRegex(@"^\| `(?<name>[A-Z]\w+(?::\w+)+)` \| (?<default>[^|]+) \| (?<bounds>[^|]*)\| (?<meaning>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
