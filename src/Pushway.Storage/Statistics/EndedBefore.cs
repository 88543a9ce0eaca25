using System.Globalization;
using Pushway.Core.Pushes;

namespace Pushway.Storage.Statistics;

/// <summary>The end that a message had before it went on after all. Its count is taken back.</summary>
internal readonly record struct EndedBefore(DeliveryState State, long At, string Channel, string Reason)
{
    /// <summary>As text, from a row of the table before it is changed.</summary>
    public static string Of(string table) =>
        $"{table}.state || ' ' || {table}.finished_at || ' ' || coalesce({table}.channel, '') || ' ' || coalesce({table}.reason, '')";

    public static EndedBefore? Parse(string? text)
    {
        if (text is null) return null;
        var parts = text.Split(' ', 4);
        return new EndedBefore(
            (DeliveryState)int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture),
            parts[2], parts[3]);
    }
}
