using System.Globalization;
using Pushway.Core;
using Pushway.Core.Scheduling;
using Pushway.Server.Api.Rest.Pushes;

namespace Pushway.Server.Api.Rest.Schedules;

/// <summary>Reads when a push is to start; what plans may be, Core checks.</summary>
internal static class StartReader
{
    public static Mistake? Read(CreatePushRequest body, out DateTimeOffset? startAt, out Cycle? cycle)
    {
        (startAt, cycle) = (null, null);
        if (body.StartAt is { } text)
        {
            if (Instants.Parse(text) is not { } instant) return Wrong("'startAt' is not a time with offset in ISO 8601.");
            startAt = instant;
        }
        return body.Schedule is { } document ? Read(document, out cycle) : null;
    }

    private static Mistake? Read(CycleDocument document, out Cycle? cycle)
    {
        cycle = null;
        CycleUnit? every = document.Every switch
        {
            "day" => CycleUnit.Day,
            "week" => CycleUnit.Week,
            "month" => CycleUnit.Month,
            _ => null,
        };
        if (every is not { } unit) return Wrong("'schedule.every' must be day, week or month.");
        if (!TimeOnly.TryParseExact(
            document.At, ["HH:mm", CycleDocument.TimeFormat], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return Wrong("'schedule.at' must be a time of the day, HH:mm or HH:mm:ss.");
        }
        if (!TryDate(document.From, out var from)) return Wrong("'schedule.from' is not a date, yyyy-MM-dd.");
        if (!TryDate(document.Until, out var until)) return Wrong("'schedule.until' is not a date, yyyy-MM-dd.");
        cycle = new Cycle(unit, document.On ?? [], at) { From = from, Until = until, TimeZone = document.TimeZone };
        return null;
    }

    private static bool TryDate(string? text, out DateOnly? date)
    {
        var isDate = DateOnly.TryParseExact(
            text, CycleDocument.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var found);
        date = isDate ? found : null;
        return isDate || text is null;
    }

    private static Mistake Wrong(string detail) => new(ErrorCodes.ScheduleInvalid, detail);
}
