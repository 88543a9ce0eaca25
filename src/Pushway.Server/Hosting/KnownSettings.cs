using System.Reflection;

namespace Pushway.Server.Hosting;

/// <summary>Every setting there is, read from the options classes: those with a constant <c>Section</c>.</summary>
internal static class KnownSettings
{
    private static readonly Lazy<IReadOnlyList<Setting>> Settings = new(Find);

    public static IReadOnlyList<Setting> All => Settings.Value;

    /// <summary>Log levels take any category; they are the framework's own.</summary>
    public static bool Contains(string name) =>
        name.StartsWith("Logging:", StringComparison.OrdinalIgnoreCase)
        || All.Any(setting => string.Equals(setting.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What the writer of a wrong name may have meant.</summary>
    public static string Suggestion(string name)
    {
        var section = name[..(name.LastIndexOf(':') + 1)];
        var near = All.Where(setting => setting.Name.StartsWith(section, StringComparison.OrdinalIgnoreCase)).ToList();
        return near.Count > 0
            ? $"Settings of this section: {string.Join(", ", near.Select(setting => setting.Name))}."
            : $"Sections: {string.Join(", ", All.Select(setting => setting.Section).Distinct())}, Logging.";
    }

    private static List<Setting> Find()
    {
        Assembly[] assemblies =
        [
            typeof(Core.CoreServices).Assembly,
            typeof(Gateway.Connections.MqttConnectionHandler).Assembly,
            typeof(Storage.Database).Assembly,
            typeof(Vendors.VendorServices).Assembly,
            typeof(KnownSettings).Assembly,
        ];
        var found = from type in assemblies.SelectMany(assembly => assembly.GetTypes())
                    where type.Name.EndsWith("Options", StringComparison.Ordinal)
                    let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)
                    where section is { IsLiteral: true }
                    from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    where property.CanWrite
                    select new Setting((string)section.GetRawConstantValue()!, type, property);
        return [.. found];
    }
}

/// <summary>A setting and the property it sets.</summary>
internal sealed record Setting(string Section, Type Options, PropertyInfo Property)
{
    public string Name => $"{Section}:{Property.Name}";
}
