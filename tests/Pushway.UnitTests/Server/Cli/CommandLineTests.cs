using Pushway.Server.Cli;

namespace Pushway.UnitTests.Server.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("serve")]
    [InlineData("demo")]
    [InlineData("app create")]
    [InlineData("app list")]
    [InlineData("key create")]
    [InlineData("key list")]
    [InlineData("key revoke")]
    [InlineData("migrate")]
    public async Task Every_command_explains_itself(string command)
    {
        var (code, output, error) = await RunAsync([.. command.Split(' '), "--help"]);
        (code, error).ShouldBe((0, ""));
        output.ShouldContain("Description:");
        output.ShouldContain("--help");
    }

    [Theory]
    [InlineData("--bogus", "'--bogus'")]
    [InlineData("server", "'server'")]
    [InlineData("serve --htp x", "'--htp'")]
    [InlineData("serve --Push:MaxTargets 5", "--Section:Key=value")]
    [InlineData("key create app nonsense", "nonsense")]
    public async Task A_wrong_command_line_is_one_line_and_a_code_of_its_own(string line, string named)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));
        (code, output).ShouldBe((2, ""));
        error.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldContain(named);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_to_is_named()
    {
        var (code, _, error) = await RunAsync(["--data", "/proc/nowhere"]);
        code.ShouldBe(1);
        error.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldContain("--data: cannot write to '/proc/nowhere'");
    }

    [Fact]
    public async Task Keys_of_a_database_that_is_not_initialised_cannot_be_listed()
    {
        var folder = Directory.CreateTempSubdirectory("pushway-test-");
        var (code, _, error) = await RunAsync(["key", "list", "--data", folder.FullName, "--Logging:LogLevel:Pushway=Error"]);
        folder.Delete(recursive: true);
        code.ShouldBe(1);
        error.ShouldContain("is not initialised");
    }

    [Fact]
    public void Settings_are_taken_out_of_the_command_line()
    {
        var (others, settings) = SettingArguments.Split(["serve", "--A:B=c=d", "--data", "x", "--Logging:LogLevel:X.Y=Debug", "--A:E="]);
        others.ShouldBe(["serve", "--data", "x"]);
        settings.ShouldBe(new Dictionary<string, string?> { ["A:B"] = "c=d", ["Logging:LogLevel:X.Y"] = "Debug", ["A:E"] = "" });
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await CommandLine.RunAsync(arguments, output, error), output.ToString(), error.ToString());
    }
}
