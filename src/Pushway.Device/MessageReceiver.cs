using System.Buffers;
using MQTTnet;

namespace Pushway.Device;

/// <summary>Hands each push to the app once and confirms it only after the app took it.</summary>
internal sealed class MessageReceiver(
    Func<PushMessage, CancellationToken, ValueTask> show,
    Func<RecalledMessage, CancellationToken, ValueTask>? takeBack,
    Action<Exception>? onFault)
{
    private const string PushTopic = "mps/push";
    private const string RecallTopic = "mps/recall";
    private readonly SeenMessages _seen = new();
    private readonly SeenMessages _recalled = new();

    /// <summary>MQTTnet awaits this before it hands over the next message, so order is kept and nothing runs twice.</summary>
    public async Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs received, CancellationToken cancellation)
    {
        received.AutoAcknowledge = false;
        try
        {
            switch (received.ApplicationMessage.Topic)
            {
                case PushTopic: await ShowOnceAsync(received.ApplicationMessage.Payload.ToArray(), cancellation); break;
                case RecallTopic: await TakeBackOnceAsync(received.ApplicationMessage.Payload.ToArray(), cancellation); break;
            }
            // Shown means confirmed, even if the app disconnects just now.
            await received.AcknowledgeAsync(CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            received.ProcessingFailed = true;
        }
        catch (Exception fault)
        {
            // Unconfirmed: the node sends it again after the next connect.
            received.ProcessingFailed = true;
            onFault?.Invoke(fault);
        }
    }

    private async ValueTask ShowOnceAsync(byte[] payload, CancellationToken cancellation)
    {
        if (!PushMessage.TryParse(payload, out var message))
        {
            // Confirmed all the same: a payload that cannot be read today cannot be read tomorrow.
            onFault?.Invoke(new FormatException("A push was not a JSON object with an id."));
            return;
        }
        // A recall that came first keeps its push from being shown.
        if (_seen.Contains(message.Id) || _recalled.Contains(message.Id))
        {
            return;
        }
        await show(message, cancellation);
        _seen.Add(message.Id);
    }

    private async ValueTask TakeBackOnceAsync(byte[] payload, CancellationToken cancellation)
    {
        if (!RecalledMessage.TryParse(payload, out var recalled))
        {
            onFault?.Invoke(new FormatException("A recall was not a JSON object with an id."));
            return;
        }
        if (_recalled.Contains(recalled.Id))
        {
            return;
        }
        if (takeBack is not null)
        {
            await takeBack(recalled with { WasShown = _seen.Contains(recalled.Id) }, cancellation);
        }
        _recalled.Add(recalled.Id);
    }
}
