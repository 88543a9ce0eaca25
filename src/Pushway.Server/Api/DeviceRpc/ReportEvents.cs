using Pushway.Core.Events;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary><c>mps.client.event</c>: what became of messages on the device; the same batch that goes to the MQTT topic <c>mps/event</c>.</summary>
internal sealed class ReportEvents(EventRecorder recorder, EventMetrics metrics, TimeProvider time) : IRpcOperation
{
    /// <summary>Longer than a store that works ever takes; a device repeats what was not answered.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => "mps.client.event";

    public RpcKey Key => RpcKey.DeviceSecret;

    public async Task<RpcAnswer> HandleAsync(RpcCall call, CancellationToken cancellation)
    {
        if (EventReport.Parse(call.Body.Utf8, out var mistake) is not { } report)
        {
            metrics.Malformed(1);
            throw new RpcBodyException(mistake);
        }
        if (recorder.TryRecord(call.Address, report) is not { } recording)
            return RpcAnswer.Refused(RpcResults.TooManyCalls, "Too many events; repeat them later.");
        var answer = await recording.WaitAsync(Patience, time, cancellation);
        return RpcAnswer.Success(new() { ["taken"] = answer.Taken, ["ignored"] = answer.Ignored });
    }
}
