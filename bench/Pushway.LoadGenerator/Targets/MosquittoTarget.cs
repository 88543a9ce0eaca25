using System.Net;
using System.Text;
using Pushway.LoadGenerator.Measuring;
using Pushway.LoadGenerator.Processes;
using Pushway.Mqtt.Packets;

namespace Pushway.LoadGenerator.Targets;

/// <summary>mosquitto, in memory and without authentication: the same devices subscribe to one topic, one publisher feeds it.</summary>
internal sealed class MosquittoTarget : ITarget
{
    private const string BroadcastTopic = "all/load";
    private static readonly string Text = new('x', 88);

    private readonly MosquittoProcess _process;
    private readonly Publisher _publisher;

    private MosquittoTarget(MosquittoProcess process, Publisher publisher)
    {
        _process = process;
        _publisher = publisher;
    }

    public string Name => "mosquitto";
    public EndPoint Mqtt => _process.Address;
    public int? ProcessId => _process.Id;
    public string? Topic => BroadcastTopic;
    public string? Username => null;
    public string? FirstPassword => null;
    public bool IssuesIdentities => false;

    public static async Task<MosquittoTarget> StartAsync(
        string? cores, ProtocolVersion version, CancellationToken cancellation)
    {
        var process = await MosquittoProcess.StartAsync(cores, cancellation);
        try
        {
            return new MosquittoTarget(process, await Publisher.ConnectAsync(process.Address, version, cancellation));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async Task<IReadOnlyList<string>> BroadcastAsync(
        int firstSequence, int count, CancellationToken cancellation)
    {
        var payloads = new byte[count][];
        for (var i = 0; i < count; i++) payloads[i] = Payload(firstSequence + i);
        await _publisher.PublishAsync(BroadcastTopic, payloads, cancellation);
        return [];
    }

    public Task<bool> WaitConfirmedAsync(IReadOnlyList<string> ids, int devices, CancellationToken cancellation) =>
        Task.FromResult(false);

    public async ValueTask DisposeAsync()
    {
        _publisher.Dispose();
        await _process.DisposeAsync();
    }

    /// <summary>The same fields as Pushway's payload, and as long.</summary>
    private static byte[] Payload(int sequence)
    {
        var id = $"{sequence:D19}";
        return Encoding.UTF8.GetBytes(
            $$"""{"id":"{{id}}","key":"{{id}}","title":"{{Marker.Of(sequence)}}","body":"{{Text}}"}""");
    }
}
