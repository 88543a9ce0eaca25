using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Pushway.Core;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary><c>POST /mgw.htm</c>: the call of a device, over HTTP. The HTTP status of every envelope is 200; what became of the
/// call is its <c>resultStatus</c>, repeated in the header <c>Result-Status</c>.</summary>
internal sealed class DeviceRpcEndpoint(DeviceRpcCalls calls, IOptions<ApiOptions> options)
{
    public const string Path = "/mgw.htm";

    public async Task HandleAsync(HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
        {
            await ProblemResult.Of(ErrorCodes.UnsupportedMediaType, "The body must be application/json.").ExecuteAsync(http);
            return;
        }
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize =
            options.Value.MaxRpcBodyBytes;
        var body = await ReadAsync(http.Request, http.RequestAborted);
        var answer = await calls.HandleAsync(RpcHeaders.Of(http.Request.Headers), body, http.RequestAborted);
        await WriteAsync(http, answer);
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellation)
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

    private static async Task WriteAsync(HttpContext http, RpcAnswer answer)
    {
        var headers = http.Response.Headers;
        headers["Result-Status"] = answer.ResultStatus.ToString(System.Globalization.CultureInfo.InvariantCulture);
        headers["Tips"] = Uri.EscapeDataString(answer.Tips);
        headers["Mgw-TraceId"] = Guid.CreateVersion7().ToString("N");
        http.Response.ContentType = "application/json; charset=utf-8";
        var json = answer.ToJson();
        http.Response.ContentLength = json.Length;
        await http.Response.Body.WriteAsync(json, http.RequestAborted);
    }
}
