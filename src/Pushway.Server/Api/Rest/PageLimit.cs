using System.Globalization;
using Microsoft.OpenApi;

namespace Pushway.Server.Api.Rest;

/// <summary>The query parameter <c>limit</c>: how many items a page has.</summary>
internal static class PageLimit
{
    public const int Default = 100;
    public const int Max = 500;
    public const string Description = "Items of a page: 1 to 500; default 100.";

    /// <summary>Null if it is not acceptable.</summary>
    public static int? Read(string? text)
    {
        if (text is null) return Default;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= Max ? limit : null;
    }

    public static ProblemResult Wrong() => ProblemResult.Of(Core.ErrorCodes.LimitInvalid, $"limit must be 1 to {Max}.");

    /// <summary>It is read as text, so that a wrong one gets our own answer; it is a number all the same.</summary>
    public static RouteHandlerBuilder TakesLimit(this RouteHandlerBuilder route) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            foreach (var parameter in operation.Parameters!.OfType<OpenApiParameter>().Where(one => one.Name == "limit"))
            {
                parameter.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = "1",
                    Maximum = Max.ToString(CultureInfo.InvariantCulture),
                    Default = Default,
                };
            }
            return Task.CompletedTask;
        });
}
