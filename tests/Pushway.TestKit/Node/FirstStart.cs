using System.Text.Json;

namespace Pushway.TestKit;

/// <summary>What a node's first start wrote to <c>first-start.json</c>.</summary>
public sealed record FirstStart(
    string AppId,
    string WorkspaceId,
    string AccessKeyId,
    string AccessKeySecret,
    string ApiToken,
    string ClientKey,
    AdminCredentials Admin)
{
    /// <summary>MQTT user name of all devices of the app.</summary>
    public string MqttUserName => $"{AppId}@{WorkspaceId}";

    /// <summary>Reads the file of a data folder.</summary>
    public static async Task<FirstStart> ReadAsync(string dataFolder, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(Path.Combine(dataFolder, "first-start.json"));
        return await JsonSerializer.DeserializeAsync<FirstStart>(file, JsonSerializerOptions.Web, cancellation)
            ?? throw new InvalidDataException("first-start.json is empty.");
    }
}

/// <summary>The console's first administrator.</summary>
public sealed record AdminCredentials(string User, string Password);
