using System.Text.Json;
using System.Text.Json.Serialization;
using Pushway.Server.Cli;

namespace Pushway.Server.Importing;

/// <summary>How far an import has come, in a file beside the one that is imported: written after each batch, read when it goes on.</summary>
internal sealed record ImportState(string Kind, string App, long FileLength)
{
    public long Rows { get; init; }
    public long Imported { get; init; }
    public long Kept { get; init; }
    public long Bad { get; init; }

    /// <summary>Lengths of the report and of the file of tokens; what is longer was written by a batch that comes again.</summary>
    public long ReportLength { get; init; }

    public long TokensLength { get; init; }
    public bool IsDone { get; init; }

    public static string PathOf(string file) => file + ".import.json";

    /// <summary>That of an import which broke off, or a new one.</summary>
    public static ImportState Load(string file, ImportState fresh, bool restart)
    {
        var path = PathOf(file);
        if (restart || !File.Exists(path)) return fresh;
        ImportState? found;
        try
        {
            found = JsonSerializer.Deserialize(File.ReadAllBytes(path), ImportStateJson.Default.ImportState);
        }
        catch (JsonException)
        {
            throw new UserMistakeException($"'{path}' is not the state of an import; --restart begins anew.");
        }
        if (found is null || (found.Kind, found.App, found.FileLength) != (fresh.Kind, fresh.App, fresh.FileLength))
            throw new UserMistakeException($"'{path}' is of another import, or the file has changed; --restart begins anew.");
        return found;
    }

    /// <summary>Whole or not at all.</summary>
    public void Save(string file)
    {
        var (path, next) = (PathOf(file), PathOf(file) + ".new");
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this, ImportStateJson.Default.ImportState));
        File.Move(next, path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ImportState))]
internal sealed partial class ImportStateJson : JsonSerializerContext;
