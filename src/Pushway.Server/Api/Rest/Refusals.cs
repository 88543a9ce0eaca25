namespace Pushway.Server.Api.Rest;

/// <summary>The error codes an endpoint can answer with, for its description.</summary>
internal sealed record Refusals(string[] Codes);

/// <summary>Lets slices say what they refuse.</summary>
internal static class RefusalsMetadata
{
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, params string[] codes)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Refusals(codes));
}
