using System.Text;
using System.Text.Json;
using Pushway.Core.Pushes;
using Pushway.Core.Vendors;

namespace Pushway.Core.Dispatching;

/// <summary>The JSON a device gets: id and key of its delivery, then the push's content as it was stored.</summary>
public static class MessagePayload
{
    public static OutboundMessage Message(Delivery delivery, string content, bool isReplaceable) =>
        new(delivery, null, Encode(delivery.Message, delivery.Key, content), isReplaceable);

    /// <summary>For a vendor: the payload a device would get, and what the vendor needs besides. Neighbours that say the same share it.</summary>
    public static List<OutboundMessage> Messages(IReadOnlyList<VendorIntent> intents)
    {
        var messages = new List<OutboundMessage>(intents.Count);
        VendorIntent? last = null;
        Notification? notification = null;
        foreach (var intent in intents)
        {
            var (delivery, content, vendorContent) = (intent.Delivery, intent.Content, intent.VendorContent);
            if (notification is null || content != last!.Content || vendorContent != last.VendorContent)
                notification = PushContent.Decode(content, vendorContent);
            last = intent;
            messages.Add(new OutboundMessage(delivery, null, Encode(delivery.Message, delivery.Key, content))
            {
                Vendor = new VendorMessage(intent.Route.Token, VendorMessage.TagOf(delivery.Message), notification, intent.Attempt),
            });
        }
        return messages;
    }

    /// <summary>A broadcast's payload is the same for everybody: its id is the push id.</summary>
    public static byte[] Encode(Broadcast broadcast) =>
        Encode(new DeliveryId(broadcast.Push.Value), broadcast.Key, broadcast.Content);

    /// <summary>What a recall says: the id and key of the message.</summary>
    public static OutboundMessage Recall(Devices.DeviceAddress address, WaitingRecall recall) => new(
        new Delivery(recall.Id, recall.Push, address, recall.Key, BindingEpoch: null, recall.ExpiresAt),
        broadcastNumber: null,
        Encode(recall.Message, recall.Key, content: "{}"))
    {
        IsRecall = true,
    };

    public static byte[] Encode(DeliveryId id, string? key, string content)
    {
        var text = id.ToString();
        var quotedKey = key is null ? $"\"{text}\"" : $"\"{JsonEncodedText.Encode(key)}\"";
        var rest = content.Length > 2 ? string.Concat(",", content.AsSpan(1)) : "}";
        return Encoding.UTF8.GetBytes($"{{\"id\":\"{text}\",\"key\":{quotedKey}{rest}");
    }
}
