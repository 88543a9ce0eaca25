using System.Buffers;
using MQTTnet;

namespace Pushway.Device;

/// <summary>Hands each push to the app once and confirms it only after the app took it.</summary>
internal sealed class MessageReceiver(Func<PushMessage, CancellationToken, ValueTask> show, Action<Exception>? onFault)
{
    private const string PushTopic = "mps/push";
    private readonly SeenMessages _seen = new();

    /// <summary>MQTTnet awaits this before it hands over the next message, so order is kept and nothing runs twice.</summary>
    public async Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs received, CancellationToken cancellation)
    {
        received.AutoAcknowledge = false;
        try
        {
            if (received.ApplicationMessage.Topic == PushTopic)
            {
                await ShowOnceAsync(received.ApplicationMessage.Payload.ToArray(), cancellation);
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
        if (_seen.Contains(message.Id))
        {
            return;
        }
        await show(message, cancellation);
        _seen.Add(message.Id);
    }
}
