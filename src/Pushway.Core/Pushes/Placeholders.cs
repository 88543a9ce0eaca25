using System.Text;

namespace Pushway.Core.Pushes;

/// <summary>Text with placeholders <c>#name#</c>; a name has 1 to 64 letters, digits, '_' and '-'. Any other '#' is itself.</summary>
internal static class Placeholders
{
    private const char Mark = '#';
    private const int MaxNameLength = 64;

    /// <summary>Puts values in place of the placeholders, as they are; the first map that has the name counts.
    /// <paramref name="missing"/> is a name that none has.</summary>
    public static string? Fill(
        string? text, IReadOnlyDictionary<string, string>? first, IReadOnlyDictionary<string, string>? second, ref string? missing)
    {
        if (text is null || !text.Contains(Mark)) return text;
        var filled = new StringBuilder(text.Length);
        var position = 0;
        foreach (var (start, name) in Find(text))
        {
            filled.Append(text, position, start - position);
            position = start + name.Length + 2;
            if (first?.TryGetValue(name, out var value) is true || second?.TryGetValue(name, out value) is true)
                filled.Append(value);
            else missing ??= name;
        }
        return filled.Append(text, position, text.Length - position).ToString();
    }

    /// <summary>The names in a text, repeats included.</summary>
    public static IEnumerable<string> Names(string? text) => Find(text ?? "").Select(static one => one.Name);

    private static IEnumerable<(int Start, string Name)> Find(string text)
    {
        var position = 0;
        while (text.IndexOf(Mark, position) is >= 0 and var start)
        {
            position = start + 1;
            if (NameAt(text, position) is not { } name) continue;
            position += name.Length + 1;
            yield return (start, name);
        }
    }

    private static string? NameAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-')) end++;
        return end < text.Length && text[end] == Mark && end - start is > 0 and <= MaxNameLength ? text[start..end] : null;
    }
}
