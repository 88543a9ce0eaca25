using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Pushway.Core.Pushes;

/// <summary>The JSON of a notification as it is stored and sent, and the hashes that recognise a repeat.</summary>
internal static class PushContent
{
    /// <summary>An object with title, body, uri and extras, absent ones left out.</summary>
    public static byte[] Encode(Notification notification)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (notification.Title is { } title) json.WriteString("title"u8, title);
            if (notification.Body is { } body) json.WriteString("body"u8, body);
            if (notification.Uri is { } uri) json.WriteString("uri"u8, uri);
            if (notification.Extras is { } extras)
            {
                json.WritePropertyName("extras"u8);
                extras.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>What a repeat of an Idempotency-Key must have in common: everything the call said.</summary>
    public static byte[] RequestHash(PushRequest request, byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, $"{request.Audience.Kind}|{request.TtlSeconds}|{request.Policy}|{request.Priority}");
        Append(hash, request.CollapseKey);
        if (request.RecallOnUnbind) Append(hash, nameof(request.RecallOnUnbind));
        if (request.Audience.Filter is { } filter) Append(hash, filter.ToJson());
        foreach (var target in request.Audience.Targets)
        {
            Append(hash, target.Id);
            Append(hash, target.Key);
        }
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, string? part)
    {
        hash.AppendData(BitConverter.GetBytes(part?.Length ?? -1));
        if (part is not null) hash.AppendData(Encoding.UTF8.GetBytes(part));
    }
}
