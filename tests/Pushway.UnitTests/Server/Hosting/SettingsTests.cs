using Pushway.Server.Cli;
using Pushway.Server.Hosting;

namespace Pushway.UnitTests.Server.Hosting;

public sealed class SettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pushway-test-");

    [Theory]
    [InlineData("Push:MaxTargets", "0", "Push:MaxTargets")]
    [InlineData("Push:MaxTargets", "many", "Push:MaxTargets")]
    [InlineData("Api:MaxBodyBytes", "1", "Api:MaxBodyBytes")]
    [InlineData("Storage:Engine", "Oracle", "Storage:Engine")]
    [InlineData("Node:Http", "nowhere", "--http")]
    [InlineData("Push:MaxTarget", "5", "Push:MaxTargets")]
    [InlineData("Pusch:MaxTargets", "5", "Sections: ")]
    public void A_wrong_setting_ends_the_start_and_is_named(string name, string value, string named) =>
        Should.Throw<UserMistakeException>(() => Create(new() { [name] = value })).Message.ShouldContain(named);

    [Fact]
    public void A_setting_in_the_data_directory_counts_and_is_checked_too()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "appsettings.json"), """{"Push":{"MaxTargets":0}}""");
        Should.Throw<UserMistakeException>(() => Create([])).Message.ShouldContain("Push:MaxTargets");
    }

    [Fact]
    public async Task The_command_line_wins_over_the_file()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "appsettings.json"), """{"Push":{"MaxTargets":0}}""");
        await using var node = Create(new() { ["Push:MaxTargets"] = "7" });
        node.Directory.Path.ShouldBe(_folder.FullName);
    }

    [Fact]
    public void A_settings_file_that_is_not_json_is_named()
    {
        var file = Path.Combine(_folder.FullName, "appsettings.json");
        File.WriteAllText(file, "{");
        Should.Throw<UserMistakeException>(() => Create([])).Message.ShouldContain(file);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Node Create(Dictionary<string, string?> settings) => Node.Create(new NodeArguments(_folder.FullName, settings));
}
