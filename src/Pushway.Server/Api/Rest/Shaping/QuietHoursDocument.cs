using System.ComponentModel;
using System.Globalization;
using Pushway.Core;
using Pushway.Core.Shaping;

namespace Pushway.Server.Api.Rest.Shaping;

/// <summary>Hours of the day.</summary>
internal sealed record QuietHoursDocument(
    [property: Description("HH:mm or HH:mm:ss.")] string? From,
    [property: Description("The end; before from if midnight lies between.")] string? Until)
{
    public static QuietHoursDocument? Of(QuietHours? quiet) => quiet is null ? null : new(Word(quiet.From), Word(quiet.Until));

    /// <summary>Neither if there are none.</summary>
    public static (QuietHours? Quiet, Mistake? Mistake) Read(QuietHoursDocument? document)
    {
        if (document is null) return default;
        return (ShapingDocument.ReadTime(document.From), ShapingDocument.ReadTime(document.Until)) is ({ } from, { } until)
            ? (new QuietHours(from, until), null)
            : (null, new(ErrorCodes.ShapingInvalid, "'quietHours' needs from and until, times of the day, HH:mm or HH:mm:ss."));
    }

    private static string Word(TimeOnly time) => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
