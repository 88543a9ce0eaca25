namespace Pushway.Server.Api.Mpaas.Wire;

/// <summary>A request before anything is believed of it.</summary>
internal sealed record WireRequest(string Method, string Host, IHeaderDictionary Headers)
{
    public required IReadOnlyList<KeyValuePair<string, string>> Query { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Form { get; init; }

    /// <summary>The body as it was sent: what the third signature version is made over.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Empty if the header is not there.</summary>
    public string Header(string name) => Headers[name].ToString().Trim();
}
