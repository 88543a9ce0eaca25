using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pushway.Core.Apps;
using Pushway.Core.Devices;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary>Finds out who calls: which app, which device, and whether the signature was made with a key of theirs, now.</summary>
internal sealed class RpcAuthentication(
    AppDirectory apps, DeviceAuthentication devices, IDeviceStore store, DeviceActivity activity, TimeProvider time)
{
    /// <summary>How far a client's clock may be off, either way.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>The caller, or the answer that refuses it.</summary>
    public async Task<(RpcCaller? Caller, RpcAnswer? Refusal)> CheckAsync(
        RpcHeaders headers, IRpcOperation operation, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (headers.Missing(operation) is { } missing) return (null, missing);
        if (CheckClock(headers.Timestamp) is { } late) return (null, late);
        if (body.IsEmpty) return Refuse(RpcResults.BodyEmpty, "The body is empty.");
        if (await apps.FindAsync(headers.AppId, headers.WorkspaceId, cancellation) is not { } app)
        {
            return Refuse(RpcResults.AppUnknown, "There is no such app and workspace.");
        }
        return operation.Key == RpcKey.ClientKey
            ? await CheckNewAsync(app, headers, body, cancellation)
            : await CheckKnownAsync(app, headers, operation.Key, body, cancellation);
    }

    private async Task<(RpcCaller?, RpcAnswer?)> CheckNewAsync(
        App app, RpcHeaders headers, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        return await apps.HasClientKeyAsync(app.Key, key => IsSigned(headers, [key], body), cancellation)
            ? (new RpcCaller(app, default), null)
            : Refuse(RpcResults.SignatureWrong, "The signature is wrong.");
    }

    private async Task<(RpcCaller?, RpcAnswer?)> CheckKnownAsync(
        App app, RpcHeaders headers, RpcKey key, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var keys = DeviceId.IsValid(headers.DeviceId)
            ? await devices.FindKeysAsync(app, new DeviceId(headers.DeviceId), cancellation)
            : null;
        if (keys is null || !IsSigned(headers, KeysFor(key, keys), body)) return Refuse(RpcResults.SignatureWrong, UnknownDevice);
        var caller = new RpcCaller(app, new DeviceId(headers.DeviceId));
        var seen = new SeenDevice(new DeviceAddress(app.Key, caller.Device), time.GetUtcNow());
        if (key == RpcKey.DeviceSecret) await devices.EndMigrationAsync(seen.Address, keys, cancellation);
        // A new device counts from here on, so this must not be lost; for others it is only when they were last seen.
        if (keys.IsProvisional) await store.TouchAsync([seen], cancellation);
        else activity.Seen(seen.Address, seen.At);
        return (caller, null);
    }

    private static List<byte[]> KeysFor(RpcKey key, DeviceKeys keys)
    {
        if (key == RpcKey.DeviceSecret) return [.. keys.Secrets.Select(Encoding.UTF8.GetBytes)];
        return keys.MigrationToken is { } token ? [Encoding.UTF8.GetBytes(token)] : [];
    }

    /// <summary>What a call of a device that does not exist, or no longer, is told.</summary>
    public const string UnknownDevice = "The device is unknown or the signature is wrong; if it stays so, register again.";

    private RpcAnswer? CheckClock(long timestamp)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var window = (long)Window.TotalMilliseconds;
        return timestamp < now - window || timestamp > now + window
            ? new RpcAnswer(
                RpcResults.TimestampOutsideWindow,
                string.Create(CultureInfo.InvariantCulture, $"Ts is more than {Window.TotalMinutes} minutes off."),
                new() { ["serverTime"] = now })
            : null;
    }

    private static bool IsSigned(RpcHeaders headers, IReadOnlyList<byte[]> keys, ReadOnlyMemory<byte> body)
    {
        if (RpcSignature.Decode(headers.Signature) is not { } presented) return false;
        var matches = false;
        foreach (var key in keys)
        {
            var expected = RpcSignature.Compute(key, headers.Operation, headers.TimestampText, body.Span);
            matches |= CryptographicOperations.FixedTimeEquals(expected, presented);
        }
        return matches;
    }

    private static (RpcCaller?, RpcAnswer?) Refuse(int status, string tips) => (null, RpcAnswer.Refused(status, tips));
}

/// <summary>Who calls; the device is empty for one that has no id yet.</summary>
internal sealed record RpcCaller(App App, DeviceId Device);
