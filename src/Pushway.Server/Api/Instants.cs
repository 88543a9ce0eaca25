using System.Globalization;
using System.Text.RegularExpressions;

namespace Pushway.Server.Api;

/// <summary>Times of ISO 8601 with their offset: without one a time would be read in the node's zone.</summary>
internal static partial class Instants
{
    /// <summary>Null if it is none.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        text is not null && Form().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)\z")]
    private static partial Regex Form();
}
