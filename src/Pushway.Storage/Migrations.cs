using System.Reflection;
using DbUp.Builder;
using DbUp.Engine;
using Microsoft.Extensions.Logging;

namespace Pushway.Storage;

/// <summary>The numbered scripts of an engine and the one way to run them.</summary>
internal static class Migrations
{
    public static void Run(UpgradeEngineBuilder builder, StorageEngine engine, ILogger logger)
    {
        var upgrade = builder.WithScripts(Scripts(engine)).WithVariablesDisabled().LogToNowhere().Build();
        var result = upgrade.PerformUpgrade();
        if (!result.Successful)
            throw new InvalidOperationException($"Migration {result.ErrorScript?.Name} failed.", result.Error);
        var names = string.Join(", ", result.Scripts.Select(script => script.Name));
        if (names.Length > 0) StorageLog.Migrated(logger, names);
    }

    private static List<SqlScript> Scripts(StorageEngine engine)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"Pushway.Storage.Migrations.{engine}.";
        var scripts = new List<SqlScript>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(prefix, StringComparison.Ordinal)) continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            scripts.Add(new SqlScript(resource[prefix.Length..], reader.ReadToEnd()));
        }
        return scripts;
    }
}
