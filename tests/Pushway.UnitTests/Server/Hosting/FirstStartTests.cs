using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushway.Core.Apps;
using Pushway.Server.Cli;
using Pushway.Server.Hosting;

namespace Pushway.UnitTests.Server.Hosting;

public sealed class FirstStartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pushway-test-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File(string name) => Path.Combine(_folder.FullName, name);

    [Fact]
    public async Task The_first_start_writes_the_values_that_open_the_database()
    {
        await using var node = Create();
        var values = await node.PrepareAsync(Cancellation);

        using var json = JsonDocument.Parse(await System.IO.File.ReadAllBytesAsync(File("first-start.json"), Cancellation));
        json.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(
            ["admin", "appId", "workspaceId", "accessKeyId", "accessKeySecret", "apiToken", "clientKey"]);
        json.RootElement.GetProperty("admin").EnumerateObject().Select(member => member.Name).ShouldBe(["user", "password"]);
        json.RootElement.GetProperty("apiToken").GetString().ShouldBe(values!.ApiToken);

        var apps = node.Services.GetRequiredService<AppDirectory>();
        var app = await apps.FindByApiTokenAsync(values.ApiToken, Cancellation);
        app!.UserName.ShouldBe($"{values.AppId}@{values.WorkspaceId}");
        var clientKey = Encoding.UTF8.GetBytes(values.ClientKey);
        (await apps.HasClientKeyAsync(app.Key, key => key.AsSpan().SequenceEqual(clientKey), Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Files_with_secrets_are_readable_only_by_their_owner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await using var node = Create();
        await node.PrepareAsync(Cancellation);
        if (OperatingSystem.IsWindows()) return;
        foreach (var name in new[] { "first-start.json", "master.key" })
        {
            System.IO.File.GetUnixFileMode(File(name)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task A_second_start_changes_nothing()
    {
        await using (var first = Create()) await first.PrepareAsync(Cancellation);
        var before = (await System.IO.File.ReadAllTextAsync(File("first-start.json"), Cancellation),
            await System.IO.File.ReadAllTextAsync(File("master.key"), Cancellation));
        await using var second = Create();
        (await second.PrepareAsync(Cancellation)).ShouldBeNull();
        var after = (await System.IO.File.ReadAllTextAsync(File("first-start.json"), Cancellation),
            await System.IO.File.ReadAllTextAsync(File("master.key"), Cancellation));
        after.ShouldBe(before);
        (await second.Services.GetRequiredService<IAppStore>().ListKeysAsync(Cancellation)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_file_that_a_crash_before_the_commit_left_is_replaced()
    {
        await System.IO.File.WriteAllTextAsync(File("first-start.json"), "of a crash", Cancellation);
        await using var node = Create();
        var values = await node.PrepareAsync(Cancellation);
        (await System.IO.File.ReadAllBytesAsync(File("first-start.json"), Cancellation)).ShouldBe(values!.ToJson());
    }

    [Fact]
    public async Task Without_its_master_key_an_initialised_database_is_refused()
    {
        await using (var first = Create()) await first.PrepareAsync(Cancellation);
        System.IO.File.Delete(File("master.key"));
        await using var second = Create();
        var refusal = await Should.ThrowAsync<UserMistakeException>(second.PrepareAsync(Cancellation));
        refusal.Message.ShouldContain("master.key");
        System.IO.File.Exists(File("master.key")).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_installations_master_key_is_refused()
    {
        await using (var first = Create()) await first.PrepareAsync(Cancellation);
        await System.IO.File.WriteAllTextAsync(File("master.key"), Convert.ToBase64String(new byte[32]), Cancellation);
        await using var second = Create();
        var refusal = await Should.ThrowAsync<UserMistakeException>(second.PrepareAsync(Cancellation));
        refusal.Message.ShouldContain("is not the one this database was made with");
    }

    [Fact]
    public async Task A_master_key_of_another_size_is_refused()
    {
        await System.IO.File.WriteAllTextAsync(File("master.key"), Convert.ToBase64String(new byte[16]), Cancellation);
        await using var node = Create();
        var refusal = await Should.ThrowAsync<UserMistakeException>(node.PrepareAsync(Cancellation));
        refusal.Message.ShouldContain("is not 32 bytes in base64");
    }

    [Fact]
    public async Task Two_nodes_do_not_share_an_sqlite_directory()
    {
        await using var first = Create();
        await first.PrepareAsync(Cancellation);
        await using var second = Create();
        var refusal = await Should.ThrowAsync<UserMistakeException>(second.PrepareAsync(Cancellation));
        refusal.Message.ShouldContain("another node uses");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Node Create() => Node.Create(new NodeArguments(_folder.FullName, new Dictionary<string, string?>
    {
        ["Node:Http"] = "127.0.0.1:0",
        ["Node:Mqtt"] = "127.0.0.1:0",
        ["Logging:LogLevel:Pushway"] = "Error",
    }));
}
