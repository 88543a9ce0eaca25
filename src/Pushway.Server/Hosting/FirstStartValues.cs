using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushway.Server.Hosting;

/// <summary>What the first start made, as <c>first-start.json</c> has it; scripts rely on these names.</summary>
internal sealed record FirstStartValues(
    AdminLogin Admin,
    string AppId,
    string WorkspaceId,
    string AccessKeyId,
    string AccessKeySecret,
    string ApiToken,
    string ClientKey)
{
    public byte[] ToJson() =>
        [.. JsonSerializer.SerializeToUtf8Bytes(this, FirstStartJson.Default.FirstStartValues), (byte)'\n'];
}

/// <summary>The first administrator.</summary>
internal sealed record AdminLogin(string User, string Password);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(FirstStartValues))]
internal sealed partial class FirstStartJson : JsonSerializerContext;
