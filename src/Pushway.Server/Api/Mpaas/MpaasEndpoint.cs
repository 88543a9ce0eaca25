using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Signing;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas;

/// <summary><c>GET</c> and <c>POST /</c>: reads a call off the wire, and writes its answer or the gateway's error as JSON or XML.</summary>
internal sealed class MpaasEndpoint(MpaasCalls calls, ILogger<MpaasEndpoint> logger)
{
    public const string Path = "/";

    // Readable text; answers are never put into HTML.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task HandleAsync(HttpContext http)
    {
        var requestId = Guid.CreateVersion7().ToString("D").ToUpperInvariant();
        var asXml = false;
        try
        {
            var request = await ReadAsync(http.Request, http.RequestAborted);
            var (parameters, twice) = CallParameters.Of(request);
            if (parameters is null) throw new GatewayException(GatewayError.ParameterInvalid, $"{twice} is given twice.");
            asXml = WantsXml(request, parameters);
            var (name, answer) = await calls.HandleAsync(request, parameters, requestId, http.RequestAborted);
            await WriteAsync(http.Response, StatusCodes.Status200OK, asXml ? $"{name}Response" : null, answer);
        }
        catch (GatewayException refused)
        {
            await WriteErrorAsync(http, refused.Error, refused.Message, requestId, asXml);
        }
        catch (BadHttpRequestException exception)
        {
            var error = exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? GatewayError.TooLarge : GatewayError.ParameterInvalid;
            await WriteErrorAsync(http, error, error == GatewayError.TooLarge ? error.Message : exception.Message, requestId, asXml);
        }
        catch (Exception exception) when (!http.RequestAborted.IsCancellationRequested)
        {
            ApiLog.MpaasFailed(logger, "(gateway)", exception);
            var error = ProblemMiddleware.FaultCode(exception) == Core.ErrorCodes.StoreUnavailable ? GatewayError.Unavailable : GatewayError.Failed;
            await WriteErrorAsync(http, error, error.Message, requestId, asXml);
        }
    }

    private static async ValueTask<WireRequest> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsPost(request.Method)) throw new GatewayException(GatewayError.MethodUnknown);
        var body = await ReadBodyAsync(request, cancellation);
        List<KeyValuePair<string, string>> query = [], form = [];
        var isUtf8 = FormText.TryRead(Encoding.UTF8.GetBytes(request.QueryString.Value is { Length: > 0 } text ? text[1..] : ""), query);
        if (body.Length > 0) isUtf8 &= IsForm(request.ContentType) && FormText.TryRead(body, form);
        return isUtf8
            ? new WireRequest(request.Method, request.Host.Value ?? "", request.Headers) { Query = query, Form = form, Body = body }
            : throw new GatewayException(GatewayError.ParameterInvalid, "Parameters must be UTF-8, query or application/x-www-form-urlencoded.");
    }

    private static async ValueTask<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellation);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>Without a word about it, the older clients expect XML and the newer JSON.</summary>
    private static bool WantsXml(WireRequest request, CallParameters parameters)
    {
        var format = parameters.Text("Format");
        if (format.Length == 0)
        {
            return !SignatureV3.IsUsedBy(request) && !request.Header("Accept").Contains("json", StringComparison.OrdinalIgnoreCase);
        }
        return format.Equals("xml", StringComparison.OrdinalIgnoreCase)
            || (format.Equals("json", StringComparison.OrdinalIgnoreCase)
                ? false
                : throw new GatewayException(GatewayError.ParameterInvalid, "Format must be JSON or XML."));
    }

    private static async Task WriteErrorAsync(HttpContext http, GatewayError error, string message, string requestId, bool asXml)
    {
        if (http.Response.HasStarted) return;
        var answer = new JsonObject
        {
            ["RequestId"] = requestId,
            ["HostId"] = http.Request.Host.Value ?? "",
            ["Code"] = error.Code,
            ["Message"] = message,
            ["Recommend"] = "docs/errors.md, mPaaS API",
        };
        await WriteAsync(http.Response, error.Status, asXml ? "Error" : null, answer);
    }

    private static async Task WriteAsync(HttpResponse response, int status, string? xmlRoot, JsonObject answer)
    {
        var bytes = xmlRoot is null ? Encoding.UTF8.GetBytes(answer.ToJsonString(Readable)) : AnswerXml.Write(xmlRoot, answer);
        response.StatusCode = status;
        // The newer client takes XML under exactly this type only.
        response.ContentType = xmlRoot is null ? "application/json;charset=utf-8" : "text/xml;charset=utf-8";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, response.HttpContext.RequestAborted);
    }
}
