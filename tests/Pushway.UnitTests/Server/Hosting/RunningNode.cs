using System.Net.Http.Headers;
using Pushway.Server.Hosting;

namespace Pushway.UnitTests.Server.Hosting;

/// <summary>A node in this process, on free ports and a temporary directory.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly Node _node;

    private RunningNode(DirectoryInfo folder, Node node, FirstStartValues keys)
    {
        _folder = folder;
        _node = node;
        Keys = keys;
        Http = new HttpClient { BaseAddress = new Uri($"http://{node.HttpAddress}") };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", keys.ApiToken);
    }

    public FirstStartValues Keys { get; }

    /// <summary>Carries the app's API token.</summary>
    public HttpClient Http { get; }

    public static async Task<RunningNode> StartAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("pushway-test-");
        var node = Node.Create(new NodeArguments(folder.FullName, new Dictionary<string, string?>
        {
            ["Node:Http"] = "127.0.0.1:0",
            ["Node:Mqtt"] = "127.0.0.1:0",
            ["Logging:LogLevel:Pushway"] = "Error",
        }));
        var keys = await node.PrepareAsync(cancellation);
        await node.StartAsync(cancellation);
        return new RunningNode(folder, node, keys!);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _node.StopAsync(CancellationToken.None);
        await _node.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
