using System.Net;
using System.Text.Json;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>The executable as a person or a script meets it.</summary>
public abstract class CliContract(RunningNode node) : EndToEndContract(node)
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    [Fact]
    public async Task The_first_start_writes_a_file_for_its_owner_only_and_shows_no_secret()
    {
        var file = Path.Combine(Node.Process.Data, "first-start.json");

        (await Tool.RunAsync("stat", ["-c", "%a", file, Path.Combine(Node.Process.Data, "master.key")], Cancel))
            .Output.ShouldBe("600\n600");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file, Cancel));
        json.RootElement.EnumerateObject().Select(one => one.Name).ShouldBe(
            ["admin", "appId", "workspaceId", "accessKeyId", "accessKeySecret", "apiToken", "clientKey"],
            ignoreOrder: true);
        json.RootElement.GetProperty("admin").EnumerateObject().Select(one => one.Name).ShouldBe(["user", "password"]);
        string[] secrets = [App.Admin.Password, App.AccessKeySecret, App.ApiToken, App.ClientKey];
        secrets.ShouldAllBe(secret => secret.Length >= 20);
        var printed = Node.Process.Process.Output.Items.Concat(Node.Process.Process.Errors.Items).ToList();
        printed.ShouldNotContain(line => secrets.Any(line.Contains));
        printed.ShouldContain(line => line.StartsWith("ready http=127.0.0.1:"));
    }

    [Fact]
    public async Task A_second_start_says_already_initialised_and_changes_nothing_and_SIGTERM_ends_with_code_0()
    {
        await using var apart = await Node.StartAsync([], Cancel);
        var file = Path.Combine(apart.Data, "first-start.json");
        var before = await File.ReadAllTextAsync(file, Cancel);
        var connect = RawConnect.First(apart.FirstStart);
        await using var device = await RawClient.ConnectAsync(apart.Mqtt, connect, Cancel);

        (await apart.StopAsync(Cancel)).ShouldBe(0);

        (await device.UntilClosedAsync(Cancel))[^1].ShouldBeReason(RawPacket.Disconnect, 0x8B);
        await apart.RestartAsync(Cancel);
        apart.Process.Output.Items.ShouldContain("already initialised");
        (await File.ReadAllTextAsync(file, Cancel)).ShouldBe(before);
        using var api = PushApi.Of(apart);
        (await api.GetCallbackAsync(Cancel)).Code.ShouldBe("callback_not_set");
    }

    [Fact]
    public async Task A_new_apps_new_keys_work_within_six_seconds_and_see_nothing_of_other_apps()
    {
        var app = Unique("app");
        (await RunAsync("app", "create", app, "--name", "Another app")).ShouldBe((0, $"{app}@default"));
        (await RunAsync("app", "list")).Output.ShouldContain($"{app}@default\t");
        var push = await PushAsync(ToUsers(Unique("user")), Unique("title"));

        using var api = new PushApi(Node.Process.HttpAddress, await CreateKeyAsync(app, "api"));

        (await api.GetPushAsync(push, Cancel)).Code.ShouldBe("push_not_found");
        var client = await CreateKeyAsync(app, "client");
        await using var device = await OpenAsync(new RawConnect("", $"{app}@default", client));
        var title = Unique("theirs");
        await PushAsync(ToEveryone, Unique("ours"));
        await PushAsync(api, ToEveryone, title);
        await device.ExpectMessageAsync(title, Cancel);
        (await device.MessagesAsync(Cancel)).Select(message => message.Title).ShouldBe([title]);
    }

    [Fact]
    public async Task A_revoked_key_ends_within_six_seconds()
    {
        var created = await RunAsync("key", "create", App.AppId, "api");
        var parts = created.Output.Split('\t');
        using var api = new PushApi(Node.Process.HttpAddress, parts[1]);
        (await api.GetCallbackAsync(Cancel)).Status.ShouldNotBe(HttpStatusCode.Unauthorized);
        (await RunAsync("key", "list", App.AppId)).Output.ShouldContain(parts[0]);

        (await RunAsync("key", "revoke", parts[0])).ShouldBe((0, $"revoked {parts[0]}"));

        await Eventually.SeeAsync(
            cancellation => api.GetCallbackAsync(cancellation), answer => answer.Status == HttpStatusCode.Unauthorized,
            Cancel, TimeSpan.FromSeconds(6));
        (await RunAsync("key", "list")).Output.Split('\n').Single(line => line.StartsWith(parts[0]))
            .ShouldContain("revoked");
        await ShouldFailHereAsync(Failed, "no live key", "key", "revoke", parts[0]);
        await ShouldFailHereAsync(Failed, "no live key", "key", "revoke", "nothing");
    }

    [Fact]
    public async Task Mistakes_about_apps_and_keys_are_one_line()
    {
        await ShouldFailHereAsync(Failed, "exists already", "app", "create", App.AppId);
        await ShouldFailHereAsync(Failed, "must have 1 to 64", "app", "create", "a b");
        await ShouldFailHereAsync(Failed, "There is no app", "key", "create", "nobody", "api");
        await ShouldFailHereAsync(WrongUsage, "api", "key", "create", App.AppId, "golden");
        await ShouldFailHereAsync(WrongUsage, "appId", "app", "create");
    }

    [Fact]
    public async Task Migrate_brings_an_empty_database_up_to_date_and_may_be_repeated()
    {
        using var folder = new TemporaryFolder();
        string[] where = ["--data", folder.Path, .. await Node.CreateDatabaseAsync(Cancel)];

        (await PushwayAsync(["app", "list", .. where])).Output.ShouldContain("not initialised");
        foreach (var _ in new int[2])
        {
            var (code, output) = await PushwayAsync(["migrate", .. where]);
            code.ShouldBe(0, output);
            output.ShouldContain("the database is up to date");
        }
        File.Exists(Path.Combine(folder.Path, "first-start.json")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "serve")]
    [InlineData("serve", "--mqtt")]
    [InlineData("demo", "--exit")]
    [InlineData("app", "create")]
    [InlineData("app create", "--workspace")]
    [InlineData("app list", "--data")]
    [InlineData("key", "revoke")]
    [InlineData("key create", "kind")]
    [InlineData("key list", "--data")]
    [InlineData("key revoke", "keyId")]
    [InlineData("migrate", "--data")]
    [InlineData("import", "bindings")]
    [InlineData("import devices", "--tokens")]
    [InlineData("import templates", "--restart")]
    public async Task Every_command_explains_itself(string command, string mentioned)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var (code, output) = await PushwayAsync([.. words, "--help"]);

        code.ShouldBe(0);
        output.ShouldContain("Usage:");
        output.ShouldContain(mentioned);
    }

    [Theory]
    [InlineData(WrongUsage, "--bogus", "--bogus")]
    [InlineData(WrongUsage, "frobnicate", "frobnicate")]
    [InlineData(WrongUsage, "Gateway:MaxInflight", "--Gateway:MaxInflight")]
    [InlineData(Failed, "Unknown setting Gateway:Bogus", "--Gateway:Bogus=1")]
    [InlineData(Failed, "Unknown setting Nothing:At", "--Nothing:At=1")]
    [InlineData(Failed, "Gateway:MaxInflight", "--Gateway:MaxInflight=0")]
    [InlineData(Failed, "Gateway:MaxInflight", "--Gateway:MaxInflight=many")]
    [InlineData(Failed, "--http", "--http=nonsense")]
    [InlineData(Failed, "--mqtt", "--mqtt=127.0.0.1:99999")]
    [InlineData(Failed, "Storage:", "--Storage:Engine=Oracle")]
    [InlineData(Failed, "connection string", "--Storage:Engine=Postgres")]
    [InlineData(Failed, "database cannot be opened", "--Storage:Engine=Postgres", "--Storage:ConnectionString=Host=127.0.0.1;Port=1")]
    public async Task A_wrong_argument_is_refused_in_one_line(int code, string mentioned, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        await ShouldFailAsync(code, mentioned, ["serve", "--data", folder.Path, .. arguments]);
    }

    [Theory]
    [InlineData("--http")]
    [InlineData("--mqtt")]
    public async Task A_port_in_use_is_one_line_that_names_it(string option)
    {
        using var folder = new TemporaryFolder();
        string[] free = ["--http=127.0.0.1:0", "--mqtt=127.0.0.1:0"];
        string[] arguments = ["serve", "--data", folder.Path, .. free.Where(one => !one.StartsWith(option)),
            option, Node.Process.Mqtt.ToString(), .. await Node.CreateDatabaseAsync(Cancel)];

        await ShouldFailAsync(Failed, Node.Process.Mqtt.ToString(), arguments);
    }

    /// <summary>A command on the shared node's database, while the node runs.</summary>
    protected Task<(int Code, string Output)> RunAsync(params string[] arguments) =>
        PushwayAsync([.. arguments, "--data", Node.Process.Data, .. Node.Settings]);

    private async Task<byte> ReasonAsync(RawConnect connect)
    {
        await using var device = await RawClient.OpenAsync(Node.Process.Mqtt, Cancel);
        return (await device.ConnectAsync(connect, Cancel)).Reason;
    }

    private async Task<string> CreateKeyAsync(string app, string kind)
    {
        var (code, output) = await RunAsync("key", "create", app, kind);
        code.ShouldBe(0, output);
        return output.Split('\t')[1];
    }

    private Task ShouldFailHereAsync(int code, string mentioned, params string[] arguments) => ShouldFailAsync(
        code, mentioned, [.. arguments, "--data", Node.Process.Data, .. Node.Settings]);

    private static async Task ShouldFailAsync(int code, string mentioned, string[] arguments)
    {
        await using var process = await ChildProcess.StartAsync(ServerExecutable.Path, arguments);

        (await process.WaitForExitAsync(Limit, Cancel)).ShouldBe(code, process.LastLines());

        var complaint = process.Errors.Items.Where(line => line.StartsWith("pushway: ")).ShouldHaveSingleItem();
        complaint.ShouldContain(mentioned, Case.Sensitive);
        process.Errors.Items.ShouldNotContain(line => line.Contains("   at ") || line.Contains(" fail: "));
    }

    private static Task<(int ExitCode, string Output)> PushwayAsync(string[] arguments) =>
        Tool.RunAsync(ServerExecutable.Path, arguments, Cancel);
}

public sealed class SqliteCliTests(SqliteNode node) : CliContract(node), IClassFixture<SqliteNode>
{
    [Fact]
    public async Task A_second_node_on_the_same_folder_is_refused_in_one_line()
    {
        await using var second = await ChildProcess.StartAsync(
            ServerExecutable.Path,
            ["serve", "--data", Node.Process.Data, "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"]);

        (await second.WaitForExitAsync(Limit, Cancel)).ShouldBe(1);

        second.Errors.Items.ShouldHaveSingleItem().ShouldContain("another node uses");
        (await Api.GetCallbackAsync(Cancel)).Code.ShouldBe("callback_not_set");
    }
}

public sealed class PostgresCliTests(PostgresNode node) : CliContract(node), IClassFixture<PostgresNode>;
