using System.Text.Json;

namespace Pushway.LoadGenerator.Targets;

/// <summary>What the tool needs of first-start.json.</summary>
internal sealed record FirstStartFile(string AppId, string WorkspaceId, string ApiToken, string ClientKey)
{
    public string Username => $"{AppId}@{WorkspaceId}";

    public static FirstStartFile Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, LoadJson.Default.FirstStartFile) is { ApiToken: not null, ClientKey: not null } read
                ? read
                : throw new LoadException($"{path} holds no apiToken and clientKey");
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new LoadException($"cannot read {path}: {exception.Message}", exception);
        }
    }
}
