using Microsoft.Extensions.Options;
using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Tags;

namespace Pushway.Core.Audiences;

/// <summary>How many devices a push to an audience would be for, if it were accepted now.</summary>
public sealed partial class AudienceEstimates(IAudienceStore store, IOptions<PushOptions> options, TimeProvider time)
{
    /// <summary>Devices that are named as examples.</summary>
    public const int SampleSize = 10;

    private const int PageSize = 1_000;

    private static readonly DeviceAddress Start = new(new AppKey(0), new DeviceId(""));

    public async Task<(AudienceEstimate? Estimate, PushReply.Refused? Refused)> EstimateAsync(
        AppKey app, Audience audience, CancellationToken cancellation)
    {
        if (PushRules.CheckAudience(audience, options.Value) is { } refused) return (null, refused);
        return audience.Kind switch
        {
            AudienceKind.Everyone => (await WalkAsync(app, audience.Filter?.AcceptedAt(time.GetUtcNow()), cancellation), null),
            AudienceKind.Tags => await WalkTagsAsync(app, TagExpression.Parse(audience.Tags!), cancellation),
            _ => (await CountAsync(app, audience, cancellation), null),
        };
    }

    private async Task<AudienceEstimate> CountAsync(AppKey app, Audience audience, CancellationToken cancellation)
    {
        var found = await store.FindAsync(app, audience.Kind, audience.Targets, cancellation);
        var devices = found.Select(static one => one.Device).Distinct().ToList();
        var reached = found.Select(static one => one.Target).Distinct(StringComparer.Ordinal).Count();
        return new AudienceEstimate(devices.Count, IsExact: true, audience.Targets.Count - reached, [.. devices.Take(SampleSize)]);
    }

    /// <summary>In order of id: ids are random, so the first that match are as good a sample as any.</summary>
    private async Task<AudienceEstimate> WalkAsync(AppKey app, EveryoneFilter? filter, CancellationToken cancellation)
    {
        var (matching, looked, after) = (0L, 0, Start);
        var sample = new List<DeviceId>(SampleSize);
        while (true)
        {
            var size = Math.Min(PageSize, options.Value.MaxEstimated - looked);
            var page = await store.ReadPageAsync(after, size, cancellation);
            foreach (var device in page)
            {
                if (device.Address.App != app || device.IsProvisional || filter?.Matches(device.Facts) is false) continue;
                matching++;
                if (sample.Count < SampleSize) sample.Add(device.Address.Device);
            }
            looked += page.Count;
            if (page.Count < size) return new AudienceEstimate(matching, IsExact: true, Unreachable: null, sample);
            if (looked >= options.Value.MaxEstimated) return new AudienceEstimate(matching, IsExact: false, Unreachable: null, sample);
            after = page[^1].Address;
        }
    }
}

/// <summary>What was found. If it is not exact, there are <paramref name="Devices"/> at least: counting stopped at its limit.
/// <paramref name="Unreachable"/> is how many named targets, or users with the tags, have no device now.</summary>
public sealed record AudienceEstimate(long Devices, bool IsExact, long? Unreachable, IReadOnlyList<DeviceId> Sample)
{
    /// <summary>How many users an expression of tags means; null for other audiences.</summary>
    public long? Users { get; init; }
}
