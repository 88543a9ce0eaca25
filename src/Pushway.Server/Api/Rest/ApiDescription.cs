namespace Pushway.Server.Api.Rest;

/// <summary>The OpenAPI document of the REST API; made when somebody asks for it.</summary>
internal static class ApiDescription
{
    public static IServiceCollection AddApiDescription(this IServiceCollection services)
    {
        return services.AddOpenApi("v1");
    }
}
