using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Pushway.Core.Control;
using Pushway.Core.Dispatching;
using Pushway.Core.Events;
using Pushway.Core.Retention;
using Pushway.Core.Scheduling;
using Pushway.Core.Tags;
using Pushway.Core.Vendors;
using Pushway.Gateway;
using Pushway.Gateway.Connections;

namespace Pushway.UnitTests.Documents;

public sealed partial class MetricsPageTests
{
    [Fact]
    public void The_page_lists_the_instruments_that_exist_with_their_units()
    {
        var found = new SortedSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name.StartsWith("Pushway.", StringComparison.Ordinal)) found.Add($"{instrument.Name} {instrument.Unit}");
            },
        };
        listener.Start();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        _ = new DispatchMetrics(meters);
        _ = new EventMetrics(meters);
        _ = new RecallMetrics(meters);
        _ = new RetentionMetrics(meters);
        _ = new TagMetrics(meters);
        _ = new VendorMetrics(meters);
        _ = new ScheduleMetrics(meters);
        _ = new GatewayMetrics(meters);

        var listed = InstrumentPattern().Matches(Page()).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}");
        listed.Order().ShouldBe(found);
    }

    [Fact]
    public void The_page_lists_every_reason_a_connection_ends()
    {
        var listed = ReasonPattern().Matches(Page()).Select(match => match.Groups[1].Value);
        listed.Order().ShouldBe(Enum.GetNames<CloseReason>().Order());
    }

    private static string Page([CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/metrics.md"));

    [GeneratedRegex(@"^\| `(pushway\.[a-z.]+)` \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex InstrumentPattern();

    [GeneratedRegex(@"^\| `([A-Z][A-Za-z]+)` \|", RegexOptions.Multiline)]
    private static partial Regex ReasonPattern();
}
