using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Mpaas;

/// <summary>A call of signature version 1 by our own hand, to send what no client would.</summary>
internal sealed class SignedCall
{
    private readonly FirstStart _app;
    private readonly SortedDictionary<string, string> _parameters = new(StringComparer.Ordinal);

    public SignedCall(FirstStart app, string action, DateTimeOffset at)
    {
        _app = app;
        Set("Action", action);
        Set("Version", "2020-10-28");
        Set("Format", "JSON");
        Set("AccessKeyId", app.AccessKeyId);
        Set("SignatureMethod", "HMAC-SHA1");
        Set("SignatureVersion", "1.0");
        Set("SignatureNonce", Guid.CreateVersion7().ToString("N"));
        Set("Timestamp", at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Set("AppId", app.AppId);
        Set("WorkspaceId", app.WorkspaceId);
    }

    public string Secret { get; set; } = "";

    public string? Signature { get; set; }

    public SignedCall Set(string name, string? value)
    {
        if (value is null) _parameters.Remove(name);
        else _parameters[name] = value;
        return this;
    }

    public string StringToSign(string method) => $"{method}&%2F&{Encode(Joined(_parameters))}";

    /// <summary>All in the query, or all in the body.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "It is the signature of the API.")]
    public HttpRequestMessage ToRequest(Uri node, string method = "GET", bool chunked = false)
    {
        var secret = Secret.Length > 0 ? Secret : _app.AccessKeySecret;
        var signature = Signature ?? Convert.ToBase64String(HMACSHA1.HashData(
            Encoding.UTF8.GetBytes(secret + "&"), Encoding.UTF8.GetBytes(StringToSign(method))));
        var all = Joined(_parameters.Append(new("Signature", signature)));
        if (method == "GET") return new HttpRequestMessage(HttpMethod.Get, new Uri(node, $"/?{all}"));
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(node, "/"))
        {
            Content = new StringContent(all, Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        return request;
    }

    private static string Joined(IEnumerable<KeyValuePair<string, string>> pairs) =>
        string.Join('&', pairs.Select(static one => $"{Encode(one.Key)}={Encode(one.Value)}"));

    private static string Encode(string text) => Uri.EscapeDataString(text);
}

/// <summary>What came back, as it was sent.</summary>
internal sealed record RawAnswer(HttpStatusCode Status, string ContentType, string Text)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string? Code => Json.TryGetProperty(nameof(Code), out var code) ? code.GetString() : null;

    public static async Task<RawAnswer> OfAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellation)
    {
        using (request)
        {
            using var response = await http.SendAsync(request, cancellation);
            return new(
                response.StatusCode, response.Content.Headers.NonValidated["Content-Type"].ToString(), await response.Content.ReadAsStringAsync(cancellation));
        }
    }
}
