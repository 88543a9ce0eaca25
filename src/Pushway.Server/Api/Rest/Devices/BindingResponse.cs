using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core.Bindings;

namespace Pushway.Server.Api.Rest.Devices;

/// <summary>What a change of a binding led to.</summary>
internal sealed record BindingResponse(
    [property: Description("Who is logged in on the device now; null for nobody.")] string? UserId,
    [property: Description(
        "Whether this call changed it. False: it was so already, or the device's own last change is newer by its clock.")]
    bool Applied)
{
    public static Results<JsonHttpResult<BindingResponse>, ProblemResult> Of(BindingChange? change) => change is { } done
        ? TypedResults.Json(new BindingResponse(done.Binding.UserId, done.Applied), ApiJson.Readable.BindingResponse)
        : GetDevice.NotFound();
}
