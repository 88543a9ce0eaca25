using System.Globalization;

namespace Pushway.Server.Api.Mpaas.Wire;

/// <summary>The parameters of a call, of the query and the form alike. Names are not case-sensitive, since one official client capitalises
/// only some of them.</summary>
internal sealed class CallParameters
{
    private readonly Dictionary<string, string> _values;

    private CallParameters(Dictionary<string, string> values) => _values = values;

    /// <summary>Or the name that is given twice with different values: nobody could tell which counts. Some clients repeat the query in the form.</summary>
    public static (CallParameters? Parameters, string? Twice) Of(WireRequest request)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pairs in (IReadOnlyList<KeyValuePair<string, string>>[])[request.Query, request.Form])
        {
            foreach (var (name, value) in pairs)
            {
                if (!values.TryAdd(name, value) && values[name] != value) return (null, name);
            }
        }
        return (new CallParameters(values), null);
    }

    /// <summary>Null if it is not there at all.</summary>
    public string? Find(string name) => _values.GetValueOrDefault(name);

    /// <summary>Empty if it is not there.</summary>
    public string Text(string name) => _values.GetValueOrDefault(name, "");

    /// <summary>Null if it is absent or empty; throws for what is not a whole number.</summary>
    public long? Number(string name)
    {
        var text = Text(name);
        if (text.Length == 0) return null;
        return TryNumber(text, out var number) ? number : throw new RefusedCallException($"{name} must be a whole number.");
    }

    public static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>Null if it is absent or empty; throws for what is not one of the numbers from 0 to a limit.</summary>
    public int? Choice(string name, int max) => Number(name) switch
    {
        null => null,
        >= 0 and var number when number <= max => (int)number,
        _ => throw new RefusedCallException($"{name} must be 0 to {max}."),
    };

    /// <summary>The numbers that follow a name: <c>Foo.1</c>, <c>Foo.2.Bar</c>; in order.</summary>
    public IReadOnlyList<int> Indexes(string name)
    {
        var found = new SortedSet<int>();
        foreach (var key in _values.Keys)
        {
            if (Rest(key, name) is not { } rest) continue;
            var dot = rest.IndexOf('.');
            if (int.TryParse(dot < 0 ? rest : rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var index)) found.Add(index);
        }
        return [.. found];
    }

    /// <summary>What stands under a name: for <c>Foo</c> the pair <c>a.b</c> and its value, of <c>Foo.a.b</c>.</summary>
    public IEnumerable<KeyValuePair<string, string>> Under(string name)
    {
        foreach (var (key, value) in _values)
        {
            if (Rest(key, name) is { Length: > 0 } rest) yield return new(rest, value);
        }
    }

    private static string? Rest(string key, string name) =>
        key.Length > name.Length && key[name.Length] == '.' && key.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            ? key[(name.Length + 1)..]
            : null;
}
