using System.Buffers.Text;
using System.Text.Json;

namespace Pushway.Core.Events;

/// <summary>A batch of events as a device sends it: <c>{"events":[{"id":"…","event":"displayed","at":1767225600123},…]}</c>. What is not
/// readable as a batch is refused; an item that is not an event we know is only counted, since apps in the field may be newer.</summary>
public sealed class EventReport
{
    /// <summary>Most events of a batch.</summary>
    public const int MaxEvents = 100;

    /// <summary>Largest batch, in bytes: 100 events have about 8,000.</summary>
    public const int MaxBytes = 16_384;

    private readonly List<ReportedEvent> _events = [];

    public IReadOnlyList<ReportedEvent> Events => _events;

    /// <summary>Items that are no events.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Null if it is not a batch; <paramref name="mistake"/> says why, for people.</summary>
    public static EventReport? Parse(ReadOnlySpan<byte> utf8, out string mistake)
    {
        mistake = $"A batch has at most {MaxBytes} bytes.";
        if (utf8.Length > MaxBytes) return null;
        mistake = $"The body must be {{\"events\":[…]}} with 1 to {MaxEvents} items.";
        try
        {
            var report = new EventReport();
            return report.Read(utf8) ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool Read(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 16 });
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
        var found = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isEvents = json.ValueTextEquals("events"u8);
            json.Read();
            if (!isEvents) json.Skip();
            else if (found || json.TokenType != JsonTokenType.StartArray || !ReadItems(ref json)) return false;
            else found = true;
        }
        // Whatever follows the object makes the reader throw.
        return !json.Read() && _events.Count + Unreadable > 0;
    }

    private bool ReadItems(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (_events.Count + Unreadable == MaxEvents) return false;
            if (json.TokenType == JsonTokenType.StartObject && ReadItem(ref json) is { } item)
            {
                _events.Add(item);
            }
            else
            {
                json.Skip();
                Unreadable++;
            }
        }
        return true;
    }

    /// <summary>Reads to the end of the item, also if it is none.</summary>
    private static ReportedEvent? ReadItem(ref Utf8JsonReader json)
    {
        long? id = null;
        long? at = null;
        ClientEventKind? kind = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isId = json.ValueTextEquals("id"u8);
            var isKind = json.ValueTextEquals("event"u8);
            var isTime = json.ValueTextEquals("at"u8);
            json.Read();
            if (isId) id = ReadId(ref json);
            else if (isKind) kind = ReadKind(ref json);
            else if (isTime) at = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var value) ? value : null;
            json.Skip();
        }
        return id is { } message && kind is { } name ? new ReportedEvent(message, name, at) : null;
    }

    private static long? ReadId(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.String
        && Utf8Parser.TryParse(json.ValueSpan, out long id, out var read) && read == json.ValueSpan.Length && id > 0
            ? id
            : null;

    private static ClientEventKind? ReadKind(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.String ? ClientEventNames.Parse(json.ValueSpan) : null;
}

/// <summary>One item of a batch: which message, what, and when by the device's clock.</summary>
public readonly record struct ReportedEvent(long Id, ClientEventKind Kind, long? At);
