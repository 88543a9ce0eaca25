using System.Globalization;
using Microsoft.Extensions.Options;
using Pushway.Core.Devices;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>Which vendor a number of ThirdChannel means.</summary>
internal sealed class ThirdChannels(IOptions<MpaasOptions> options)
{
    private readonly Dictionary<int, string> _vendors =
        Parse(options.Value.ThirdChannels) ?? throw new InvalidOperationException("Mpaas:ThirdChannels is not valid.");

    /// <summary>Null for an unknown number. The words of the API's maps are taken too.</summary>
    public string? Find(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? _vendors.GetValueOrDefault(number)
            : VendorWords.Find(text);

    /// <summary>Null for what is not a list like <c>4=xiaomi,5=huawei</c>.</summary>
    public static Dictionary<int, string>? Parse(string text)
    {
        var vendors = new Dictionary<int, string>();
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split('=');
            if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            if (!VendorNames.All.Contains(parts[1]) || !vendors.TryAdd(number, parts[1])) return null;
        }
        return vendors;
    }
}
