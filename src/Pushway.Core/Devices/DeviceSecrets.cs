using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Pushway.Core.Apps;

namespace Pushway.Core.Devices;

/// <summary>Device secrets are derived, not stored: an HMAC over who the device is and which generation of secret it has.</summary>
public sealed class DeviceSecrets(MasterKey masterKey)
{
    private readonly byte[] _key = masterKey.Derive("pushway device secrets v1");

    /// <summary>43 characters of base64url: HMAC-SHA256 over the length-prefixed appId, workspaceId and device id, and the generation.</summary>
    public string Derive(App app, DeviceId device, int generation)
    {
        using var parts = new MemoryStream();
        AddPart(parts, app.AppId);
        AddPart(parts, app.WorkspaceId);
        AddPart(parts, device.Value);
        AddNumber(parts, generation);
        return Base64Url.EncodeToString(HMACSHA256.HashData(_key, parts.ToArray()));
    }

    /// <summary>What an imported device proves with, once, that it is the one of that id: its app's server gives it, and no secret is made from it.</summary>
    public string MigrationToken(App app, DeviceId device) => Derive(app, device, DeviceCredential.Unclaimed);

    /// <summary>The secrets that open this device now: the current one and, while it counts, the one before.</summary>
    public IReadOnlyList<string> Valid(App app, DeviceId device, DeviceCredential credential, DateTimeOffset now) =>
        credential.IsUnclaimed
            ? [Derive(app, device, DeviceCredential.Unclaimed + 1)]
            : credential.PreviousValidUntil > now && credential.Generation > 1
            ? [Derive(app, device, credential.Generation), Derive(app, device, credential.Generation - 1)]
            : [Derive(app, device, credential.Generation)];

    // With their lengths in front, no two different sets of parts read the same.
    private static void AddPart(MemoryStream parts, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        AddNumber(parts, bytes.Length);
        parts.Write(bytes);
    }

    private static void AddNumber(MemoryStream parts, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        parts.Write(bytes);
    }
}
