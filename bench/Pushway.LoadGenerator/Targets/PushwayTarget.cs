using System.Net;
using Pushway.LoadGenerator.Processes;

namespace Pushway.LoadGenerator.Targets;

/// <summary>A Pushway node, started by this run or already there.</summary>
internal sealed class PushwayTarget : ITarget
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    private readonly FirstStartFile _keys;
    private readonly ServerProcess? _server;

    public PushwayTarget(string http, string mqtt, FirstStartFile keys, int? processId, ServerProcess? server)
    {
        _keys = keys;
        _server = server;
        ProcessId = processId;
        Api = new PushApi(http, keys.ApiToken);
        Mqtt = Addresses.Parse(mqtt);
    }

    public PushApi Api { get; }
    public string Name => "pushway";
    public EndPoint Mqtt { get; }
    public int? ProcessId { get; }
    public string? Topic => null;
    public string? Username => _keys.Username;
    public string? FirstPassword => _keys.ClientKey;
    public bool IssuesIdentities => true;

    public async Task<IReadOnlyList<string>> BroadcastAsync(
        int firstSequence, int count, CancellationToken cancellation)
    {
        var calls = new Task<string>[count];
        for (var i = 0; i < count; i++) calls[i] = Api.PushAsync(firstSequence + i, default, cancellation);
        return await Task.WhenAll(calls);
    }

    public async Task<bool> WaitConfirmedAsync(
        IReadOnlyList<string> ids, int devices, CancellationToken cancellation)
    {
        foreach (var id in ids)
        {
            while (await Api.DeliveredAsync(id, cancellation) < devices)
            {
                await Task.Delay(PollInterval, cancellation);
            }
        }
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }
}
