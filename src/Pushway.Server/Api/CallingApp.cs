using Microsoft.AspNetCore.Http.Features;
using Pushway.Core.Apps;

namespace Pushway.Server.Api;

/// <summary>The app whose token a request carries; slices take it as a parameter.</summary>
internal sealed class CallingApp(App app)
{
    public App App { get; } = app;

    public AppKey Key => App.Key;

    /// <summary>Called by the framework to bind parameters of this type.</summary>
    public static ValueTask<CallingApp?> BindAsync(HttpContext http) =>
        ValueTask.FromResult<CallingApp?>(http.Features.GetRequiredFeature<CallingApp>());
}
