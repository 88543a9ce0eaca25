using MQTTnet;

namespace Pushway.Device;

public sealed partial class PushwayDevice
{
    /// <summary>
    /// Tells the node what became of a push. Returns at once: events are gathered, sent over the connection if there is
    /// one and by device call if not, and repeated until the node has them. Repeats count once.
    /// </summary>
    /// <param name="messageId">The push's <see cref="PushMessage.Id"/>.</param>
    /// <param name="happened">What became of it.</param>
    public void ReportEvent(string messageId, PushEvent happened)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        ObjectDisposedException.ThrowIf(_disposed, this);
        _events.Add(messageId, happened);
    }

    /// <summary>Waits until the node has every event reported so far.</summary>
    /// <param name="cancellation">Stops waiting; the events are still sent.</param>
    /// <returns>Ends when none is left.</returns>
    public Task FlushEventsAsync(CancellationToken cancellation) => _events.FlushAsync(cancellation);

    /// <summary>True if the batch is settled: taken, or refused for good.</summary>
    private async Task<bool> SendEventsAsync(byte[] batch, CancellationToken cancellation)
    {
        if (_link is { } link && await link.PublishEventsAsync(batch, cancellation) is { } reason)
        {
            return Settles(reason);
        }
        if (_rpc is null || _identity is not { } identity)
        {
            return false;
        }
        try
        {
            await _rpc.ReportEventsAsync(identity, batch, cancellation);
            return true;
        }
        catch (DeviceRpcException refusal)
        {
            _options.OnFault?.Invoke(refusal);
            return DeviceFaults.IsForGood(refusal);
        }
        catch (HttpRequestException fault)
        {
            _options.OnFault?.Invoke(fault);
            return false;
        }
    }

    private bool Settles(MqttClientPublishReasonCode reason)
    {
        if (reason is MqttClientPublishReasonCode.Success or MqttClientPublishReasonCode.NoMatchingSubscribers)
        {
            return true;
        }
        _options.OnFault?.Invoke(new InvalidOperationException($"The node did not take events: {reason}."));
        return reason == MqttClientPublishReasonCode.PayloadFormatInvalid;
    }
}
