using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Pushway.Server.Cli;

namespace Pushway.Server.Importing;

/// <summary>Reads the rows of a file one after the other: CSV (RFC 4180) with names in the first line, or one JSON object a line.</summary>
internal static class RowFile
{
    /// <summary>A row of a hostile or mangled file may be a whole gigabyte.</summary>
    private const int MaxLineLength = 1_000_000;

    public static IEnumerable<ImportRow> Read(Stream file, bool isJson, IReadOnlyList<string> columns)
    {
        var reader = new StreamReader(file);
        return isJson ? ReadJson(reader, columns) : ReadCsv(reader, columns);
    }

    private static IEnumerable<ImportRow> ReadCsv(StreamReader reader, IReadOnlyList<string> columns)
    {
        var mangled = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            BadDataFound = _ => mangled = true,
            MaxFieldSize = MaxLineLength,
            TrimOptions = TrimOptions.None,
        };
        using var csv = new CsvReader(reader, configuration, leaveOpen: true);
        if (!csv.Read()) yield break;
        csv.ReadHeader();
        var names = csv.HeaderRecord ?? [];
        Check(names, columns);
        for (var number = 1L; csv.Read(); number++)
        {
            if (mangled)
            {
                mangled = false;
                yield return ImportRow.Bad(number, "quotes are not as CSV has them");
                continue;
            }
            if (csv.Parser.Count != names.Length)
            {
                yield return ImportRow.Bad(number, string.Create(CultureInfo.InvariantCulture, $"{csv.Parser.Count} columns, the first line has {names.Length}"));
                continue;
            }
            var values = new Dictionary<string, string>(names.Length, ImportRow.Names);
            for (var i = 0; i < names.Length; i++) values[names[i]] = csv.GetField(i) ?? "";
            yield return new ImportRow(number, values);
        }
    }

    private static void Check(string[] names, IReadOnlyList<string> columns)
    {
        foreach (var name in names)
        {
            if (!columns.Contains(name, ImportRow.Names))
                throw new UserMistakeException($"The first line has the column '{name}'; known are: {string.Join(", ", columns)}.");
        }
        if (names.Distinct(ImportRow.Names).Count() < names.Length) throw new UserMistakeException("The first line has a column twice.");
    }

    private static IEnumerable<ImportRow> ReadJson(StreamReader reader, IReadOnlyList<string> columns)
    {
        for (var number = 1L; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            yield return line.Length > MaxLineLength ? ImportRow.Bad(number, "the line is too long") : ParseJson(number, line, columns);
        }
    }

    private static ImportRow ParseJson(long number, string line, IReadOnlyList<string> columns)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return ImportRow.Bad(number, "not a JSON object");
            var values = new Dictionary<string, string>(ImportRow.Names);
            foreach (var member in json.RootElement.EnumerateObject())
            {
                if (!columns.Contains(member.Name, ImportRow.Names)) return ImportRow.Bad(number, $"member '{member.Name}' is not known");
                if (member.Value.ValueKind == JsonValueKind.Null) continue;
                if (member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
                    return ImportRow.Bad(number, $"member '{member.Name}' is neither a text nor a number");
                if (!values.TryAdd(member.Name, member.Value.ToString())) return ImportRow.Bad(number, $"member '{member.Name}' is there twice");
            }
            return new ImportRow(number, values);
        }
        catch (JsonException)
        {
            return ImportRow.Bad(number, "not JSON");
        }
    }
}
