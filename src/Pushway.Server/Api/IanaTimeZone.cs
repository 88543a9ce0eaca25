using System.Text.RegularExpressions;

namespace Pushway.Server.Api;

/// <summary>Says whether a text names a time zone of the IANA database.</summary>
internal static partial class IanaTimeZone
{
    public const int MaxLength = 64;

    // A container may come without the database; then the form is all that can be checked.
    private static readonly Lazy<bool> HasDatabase = new(() => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _));

    public static bool IsValid(string id) =>
        id.Length <= MaxLength
        && Form().IsMatch(id)
        && (!HasDatabase.Value || TimeZoneInfo.TryFindSystemTimeZoneById(id, out _));

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\z")]
    private static partial Regex Form();
}
