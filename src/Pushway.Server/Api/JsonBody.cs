using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pushway.Core;

namespace Pushway.Server.Api;

/// <summary>Reads a JSON body, or says what is wrong with it: not JSON, a member nobody knows, a value of the wrong type.</summary>
internal static class JsonBody
{
    /// <summary><paramref name="codeOf"/> gives the code for a value of the wrong type, by the member's path (<c>audience.devices[1]</c>).</summary>
    public static async ValueTask<(T? Value, Mistake? Mistake)> ReadAsync<T>(
        HttpRequest request, JsonTypeInfo<T> type, Func<string, string> codeOf, CancellationToken cancellation)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return (null, new(ErrorCodes.UnsupportedMediaType, "The body must be application/json."));
        }
        try
        {
            return await JsonSerializer.DeserializeAsync(request.BodyReader, type, cancellation) is { } value
                ? (value, null)
                : (null, new(ErrorCodes.MalformedJson, NotAnObject));
        }
        catch (JsonException exception)
        {
            return (null, Explain(exception, codeOf));
        }
    }

    internal static Mistake Explain(JsonException exception, Func<string, string> codeOf)
    {
        var path = exception.Path is { Length: > 2 } found ? found[2..] : "";
        if (exception.Message.StartsWith(UnknownMember, StringComparison.Ordinal))
        {
            var name = exception.Message.Split('\'').ElementAtOrDefault(1) ?? "";
            var full = path.EndsWith(name, StringComparison.Ordinal) ? path : $"{path}.{name}";
            return new(ErrorCodes.UnknownField, $"There is no member '{full}'.");
        }
        // The reader's own complaints come as a cause; they are about the text, not about what it says.
        if (exception.InnerException is JsonException)
        {
            return new(ErrorCodes.MalformedJson, $"The body is not JSON: {Plain(exception.Message)}");
        }
        if (path.Length == 0) return new(ErrorCodes.MalformedJson, NotAnObject);
        return exception.Message.StartsWith("Duplicate", StringComparison.Ordinal)
            ? new(ErrorCodes.MalformedJson, $"The member '{path}' is given twice.")
            : new(codeOf(path), $"'{path}' has a value of the wrong type.");
    }

    private const string NotAnObject = "The body must be a JSON object.";

    /// <summary>How the serializer begins its message about a member it cannot map, followed by the name in quotes; converters of ours say it the same way.</summary>
    internal const string UnknownMember = "The JSON property ";

    // The serializer adds positions that help nobody who did not write the body by hand.
    private static string Plain(string message)
    {
        var end = message.IndexOf(" Path:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
