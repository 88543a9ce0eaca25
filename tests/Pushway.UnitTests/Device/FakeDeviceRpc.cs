using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pushway.UnitTests.Device;

/// <summary>A call as it came over the wire.</summary>
internal sealed record RecordedCall(IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>An HTTP server that answers <c>/mgw.htm</c> as it was told and records what it was asked.</summary>
internal sealed class FakeDeviceRpc : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeDeviceRpc(WebApplication app) => _app = app;

    public List<RecordedCall> Calls { get; } = [];

    public int Status { get; set; } = 200;

    /// <summary>Answers that go out first, one a call.</summary>
    public Queue<string> FirstAnswers { get; } = new();

    public string Answer { get; set; } = """{"resultStatus":1000,"tips":"","result":{}}""";

    public Uri Address => new(_app.Urls.First());

    public static async Task<FakeDeviceRpc> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var fake = new FakeDeviceRpc(builder.Build());
        fake._app.MapPost("/mgw.htm", (RequestDelegate)fake.AnswerAsync);
        await fake._app.StartAsync(cancellation);
        return fake;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var headers = http.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Calls.Add(new(headers, await reader.ReadToEndAsync(http.RequestAborted)));
        http.Response.StatusCode = Status;
        await http.Response.WriteAsync(FirstAnswers.TryDequeue(out var first) ? first : Answer, http.RequestAborted);
    }
}
