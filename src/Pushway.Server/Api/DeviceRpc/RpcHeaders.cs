using System.Globalization;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary>The headers of a call; absent ones are empty.</summary>
internal sealed record RpcHeaders(
    string Operation, string AppId, string WorkspaceId, string DeviceId, string TimestampText, string Signature)
{
    /// <summary>Milliseconds since 1970 by the client's clock; negative if the header is not that.</summary>
    public long Timestamp { get; } =
        long.TryParse(TimestampText, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;

    public static RpcHeaders Of(IHeaderDictionary headers) => new(
        One(headers, "Operation-Type"),
        One(headers, "AppId"),
        One(headers, "WorkspaceId"),
        One(headers, "Did"),
        One(headers, "Ts"),
        One(headers, "Sign"));

    /// <summary>The refusal if a header that the operation needs is missing.</summary>
    public RpcAnswer? Missing(IRpcOperation operation)
    {
        if (Signature.Length == 0) return RpcAnswer.Refused(RpcResults.SignatureMissing, "The header Sign is missing.");
        if (Timestamp < 0)
        {
            return RpcAnswer.Refused(RpcResults.TimestampMissing, "The header Ts is missing or not in milliseconds.");
        }
        var missing = AppId.Length == 0 ? "AppId"
            : WorkspaceId.Length == 0 ? "WorkspaceId"
            : DeviceId.Length == 0 && operation.Key != RpcKey.ClientKey ? "Did"
            : null;
        return missing is null
            ? null
            : RpcAnswer.Refused(RpcResults.ParameterMissing, $"The header {missing} is missing.");
    }

    // A header given twice has no one value, which is as good as none.
    private static string One(IHeaderDictionary headers, string name) =>
        headers[name] is [{ } value] ? value.Trim() : "";
}
