using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Pushway.Server.Api.Rest.Pushes;

namespace Pushway.Server.Api.Rest;

/// <summary>The OpenAPI document of the REST API; made when somebody asks for it, and the same on every node.</summary>
internal static class ApiDescription
{
    private const string TokenScheme = "apiToken";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) => Describe(document));
        options.AddOperationTransformer(AddRefusalsAsync);
        options.AddOperationTransformer((operation, context, _) => AddToken(operation, context));
        options.AddSchemaTransformer((schema, context, _) => DescribeType(schema, context.JsonTypeInfo.Type));
    });

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Pushway REST API",
            Version = "v1",
            Description = "Push to mobile devices and follow what became of it. Errors are application/problem+json with a "
                + "stable code; docs/errors.md lists them.",
        };
        // Where a node listens is not part of the API.
        document.Servers?.Clear();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[TokenScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The API token of an app, from first-start.json or 'pushway key create'.",
        };
        return Task.CompletedTask;
    }

    private static async Task AddRefusalsAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var codes = context.Description.ActionDescriptor.EndpointMetadata.OfType<Refusals>().SelectMany(one => one.Codes);
        var document = context.Document!;
        if (document.Components?.Schemas?.ContainsKey(nameof(Problem)) != true)
        {
            document.AddComponent(
                nameof(Problem), await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellation));
        }
        foreach (var group in codes.GroupBy(ErrorStatus.Of).OrderBy(group => group.Key))
        {
            operation.Responses ??= [];
            operation.Responses[group.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = $"code: {string.Join(", ", group)}",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [Problem.MediaType] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), document) },
                },
            };
        }
    }

    private static Task AddToken(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        if (context.Description.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) == true)
        {
            var reference = new OpenApiSecuritySchemeReference(TokenScheme, context.Document);
            operation.Security = [new OpenApiSecurityRequirement { [reference] = [] }];
        }
        return Task.CompletedTask;
    }

    // What the types themselves cannot tell: a converter reads targets, and extras are any object.
    private static Task DescribeType(OpenApiSchema schema, Type type)
    {
        if (type == typeof(TargetDocument[])) schema.Items = Target();
        if (type == typeof(JsonElement) || type == typeof(JsonElement?)) schema.Type = JsonSchemaType.Object;
        return Task.CompletedTask;
    }

    private static OpenApiSchema Target() => new()
    {
        OneOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.String },
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "With an id, or for a device with vendor and token.",
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["id"] = new OpenApiSchema { Type = JsonSchemaType.String },
                    ["vendor"] = new OpenApiSchema { Type = JsonSchemaType.String },
                    ["token"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 2_048 },
                    ["values"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String },
                        Description = "Values for placeholders, before the call's own.",
                    },
                    ["extras"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Description = "Beside the shared ones, and in place of those of the same names; at most 9.",
                    },
                    ["key"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 128 },
                },
            },
        ],
    };
}
