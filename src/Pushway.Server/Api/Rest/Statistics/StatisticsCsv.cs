using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core.Statistics;

namespace Pushway.Server.Api.Rest.Statistics;

/// <summary>The same figures as text with commas (RFC 4180); the columns are always the same.</summary>
internal static class StatisticsCsv
{
    private const string GroupColumns = "at,platform,channel,kind,version,push";

    public static FileContentHttpResult Of(IReadOnlyList<StatisticFigures> figures)
    {
        var text = new StringBuilder(GroupColumns)
            .Append(",pushes,messages,sent,acceptedByVendor,delivered,displayed,opened,dismissed,failed")
            .Append(",deliveryRate,displayRate,openRate,dismissRate,failureRate\r\n");
        foreach (var one in figures)
        {
            var counts = CountsDocument.Of(one.Counts);
            AppendKey(text, one.Key);
            text.Append(
                CultureInfo.InvariantCulture,
                $",{counts.Pushes},{counts.Messages},{counts.Sent},{counts.AcceptedByVendor},{counts.Delivered},{counts.Displayed},{counts.Opened},{counts.Dismissed},{counts.Failed}");
            text.Append(
                CultureInfo.InvariantCulture,
                $",{counts.DeliveryRate},{counts.DisplayRate},{counts.OpenRate},{counts.DismissRate},{counts.FailureRate}\r\n");
        }
        return File(text, "statistics.csv");
    }

    public static FileContentHttpResult Of(IReadOnlyList<FailureFigures> figures)
    {
        var text = new StringBuilder(GroupColumns).Append(",state,reason,failed\r\n");
        foreach (var one in figures)
        {
            AppendKey(text, one.Key);
            text.Append(CultureInfo.InvariantCulture, $",{one.State},{one.Reason},{one.Failed}\r\n");
        }
        return File(text, "failures.csv");
    }

    private static FileContentHttpResult File(StringBuilder text, string name) =>
        TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", name);

    private static void AppendKey(StringBuilder text, in StatisticKey key)
    {
        var group = GroupDocument.Of(key);
        text.Append(CultureInfo.InvariantCulture, $"{key.StartsAt:yyyy-MM-ddTHH:mm:ssZ}");
        foreach (var value in (string?[])[group.Platform, group.Channel, group.Kind, group.Version, group.Push])
            text.Append(',').Append(Escape(value ?? ""));
    }

    /// <summary>What devices report is no formula of whoever opens this as a table.</summary>
    private static string Escape(string value)
    {
        if (value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r') value = $"'{value}";
        return value.AsSpan().IndexOfAny("\",\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
