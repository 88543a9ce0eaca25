using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pushway.Core.Audiences;

namespace Pushway.Core.Pushes;

/// <summary>The JSON of a notification as it is stored and sent, and the hashes that recognise a repeat.</summary>
public static class PushContent
{
    /// <summary>What the device gets, absent members left out.</summary>
    internal static byte[] Encode(Notification notification) =>
        JsonSerializer.SerializeToUtf8Bytes(notification, ContentJson.Readable.Notification);

    /// <summary>What only vendors get; null if there is nothing.</summary>
    internal static byte[]? EncodeVendor(Notification notification) => notification.Vendor is { } vendor
        ? JsonSerializer.SerializeToUtf8Bytes(vendor, ContentJson.Readable.VendorContent)
        : null;

    /// <summary>The notification that was stored as these two.</summary>
    public static Notification Decode(string content, string? vendorContent)
    {
        var notification = JsonSerializer.Deserialize(content, ContentJson.Readable.Notification)!;
        return vendorContent is null
            ? notification
            : notification with { Vendor = JsonSerializer.Deserialize(vendorContent, ContentJson.Readable.VendorContent) };
    }

    /// <summary>What a repeat of an Idempotency-Key must have in common: everything the call said.</summary>
    internal static byte[] RequestHash(PushRequest request, CallContents contents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, $"{request.Audience.Kind}|{request.TtlSeconds}|{request.Policy}|{request.Priority}");
        Append(hash, request.CollapseKey);
        Append(hash, request.OnAmbiguous);
        hash.AppendData(BitConverter.GetBytes(request.ConfirmWithinSeconds ?? -1));
        if (request.RecallOnUnbind) Append(hash, nameof(request.RecallOnUnbind));
        if (request.StartAt is { } startAt) Append(hash, $"start {startAt.UtcTicks}");
        if (request.Cycle is { } cycle) Append(hash, cycle.ToJson());
        if (request.Shaping is { } shaping) Append(hash, shaping.ToString());
        if (request.Audience.Filter is { } filter) Append(hash, filter.ToJson());
        if (request.Audience.Tags is { } tags) Append(hash, tags);
        foreach (var target in request.Audience.Targets)
        {
            Append(hash, target.Id);
            Append(hash, target.Key);
        }
        if (request.Task is { } task) Append(hash, $"{task.Name}|{task.Key}");
        for (var i = 0; i < contents.Own?.Count; i++) Append(hash, contents.Own[i]?.Content);
        hash.AppendData(contents.Shared);
        if (contents.Vendor is not null) hash.AppendData(contents.Vendor);
        return hash.GetHashAndReset();
    }

    /// <summary>What a repeat of a MsgKey must have in common; the filter is that of a push to everyone, as it was asked for.</summary>
    internal static byte[] Hash(byte[] content, byte[]? vendorContent, EveryoneFilter? filter = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(content);
        if (vendorContent is not null) hash.AppendData(vendorContent);
        if (filter is not null) Append(hash, filter.ToJson());
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, string? part)
    {
        hash.AppendData(BitConverter.GetBytes(part?.Length ?? -1));
        if (part is not null) hash.AppendData(Encoding.UTF8.GetBytes(part));
    }
}
