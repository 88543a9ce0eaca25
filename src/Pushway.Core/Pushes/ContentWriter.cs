using System.Buffers;
using System.Text;
using System.Text.Json;
using Pushway.Core.Audiences;

namespace Pushway.Core.Pushes;

/// <summary>Writes what a call says: fills placeholders, adds extras, keeps sizes within bounds. A call without any values
/// is taken literally.</summary>
internal sealed class ContentWriter
{
    private readonly PushRequest _request;
    private readonly PushOptions _options;
    private readonly byte[]? _vendor;
    private readonly int _ownCount;
    private readonly bool _isTemplate;
    private int _ownBytes;

    private ContentWriter(PushRequest request, PushOptions options)
    {
        _request = request;
        _options = options;
        _vendor = PushContent.EncodeVendor(request.Notification);
        _isTemplate = request.Values is not null;
        var targets = request.Audience.Targets;
        for (var i = 0; i < targets.Count; i++)
        {
            if (targets[i].Own is not { } own) continue;
            _ownCount++;
            _isTemplate |= own.Values is not null;
        }
    }

    public static (CallContents? Contents, PushReply.Refused? Refused) Write(PushRequest request, PushOptions options) =>
        new ContentWriter(request, options).Write();

    private (CallContents?, PushReply.Refused?) Write()
    {
        var targets = _request.Audience.Targets;
        // Where every target has something of its own, nobody gets the template.
        var (shared, refused) = _ownCount > 0 && _ownCount == targets.Count
            ? (PushContent.Encode(_request.Notification), null)
            : WriteOne(null, null);
        if (shared is null || _ownCount == 0) return (shared is null ? null : new(shared, _vendor, null), refused);
        var contents = new TargetContent?[targets.Count];
        for (var i = 0; i < contents.Length; i++)
        {
            if (targets[i].Own is not { } own) continue;
            (var content, refused) = WriteOne(own, i);
            if (content is null) return (null, refused);
            _ownBytes += content.Length;
            if (_ownBytes > _options.MaxOwnContentBytes) return (null, TooLarge("The targets' own notifications have", _options.MaxOwnContentBytes));
            contents[i] = new TargetContent(Encoding.UTF8.GetString(content), PushContent.Hash(content, _vendor));
        }
        return (new(shared, _vendor, contents), null);
    }

    private (byte[]? Content, PushReply.Refused? Refused) WriteOne(OwnContent? own, int? target)
    {
        var notification = _request.Notification;
        if (_isTemplate)
        {
            string? missing = null;
            notification = notification with
            {
                Title = Placeholders.Fill(notification.Title, own?.Values, _request.Values, ref missing),
                Body = Placeholders.Fill(notification.Body, own?.Values, _request.Values, ref missing),
                Uri = Placeholders.Fill(notification.Uri, own?.Values, _request.Values, ref missing),
            };
            if (missing is not null) return (null, Missing(missing, target));
        }
        if (NotificationRules.CheckText(notification) is { } refused) return (null, refused);
        if (own?.Extras is { } extras) notification = notification with { Extras = Merge(notification.Extras, extras) };
        var content = PushContent.Encode(notification);
        return content.Length + (_vendor?.Length ?? 0) > _options.MaxContentBytes
            ? (null, TooLarge("The notification has", _options.MaxContentBytes))
            : (content, null);
    }

    private PushReply.Refused Missing(string name, int? target)
    {
        var targets = _request.Audience.Targets;
        for (var i = 0; target is null && i < targets.Count; i++)
        {
            if (targets[i].Own is null) target = i;
        }
        return new(ErrorCodes.ValuesInvalid, $"There is no value for '#{name}#'{(target is null ? "" : $" of target {target}")}.");
    }

    private static PushReply.Refused TooLarge(string what, int limit) =>
        new(ErrorCodes.MessageTooLarge, $"{what} more than {limit} bytes.");

    /// <summary>The shared extras, with the target's own in place of those of the same names.</summary>
    private static JsonElement Merge(JsonElement? shared, JsonElement own)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var member in shared?.EnumerateObject() ?? default)
            {
                if (!own.TryGetProperty(member.Name, out _)) member.WriteTo(json);
            }
            foreach (var member in own.EnumerateObject()) member.WriteTo(json);
            json.WriteEndObject();
        }
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }
}
