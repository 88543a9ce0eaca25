using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Pushes;
using Pushway.Core.Tags;

namespace Pushway.Core.Audiences;

/// <summary>Counting whom an expression of tags means.</summary>
public sealed partial class AudienceEstimates
{
    private async Task<(AudienceEstimate? Estimate, PushReply.Refused? Refused)> WalkTagsAsync(
        AppKey app, TagExpression tags, CancellationToken cancellation)
    {
        var (users, unreachable, devices, looked, after) = (0L, 0L, 0L, 0, "");
        var sample = new List<DeviceId>(SampleSize);
        while (true)
        {
            var size = Math.Min(PageSize, options.Value.MaxEstimated - looked);
            var page = await store.ReadTagsAsync(app, tags, after, size, cancellation);
            if (page.Missing is { } missing) return (null, new(ErrorCodes.TagNotFound, $"There is no tag '{missing}'."));
            if (page.Users.Count > 0)
            {
                var found = await CountAsync(
                    app, new Audience(AudienceKind.Users, [.. page.Users.Select(static user => new NamedTarget(user, null))]), cancellation);
                users += page.Users.Count;
                unreachable += found.Unreachable!.Value;
                devices += found.Devices;
                sample.AddRange(found.Sample.Take(SampleSize - sample.Count));
            }
            looked += page.Looked;
            var isExact = page.Looked < size;
            if (isExact || looked >= options.Value.MaxEstimated)
                return (new AudienceEstimate(devices, isExact, unreachable, sample) { Users = users }, null);
            after = page.Last;
        }
    }
}
