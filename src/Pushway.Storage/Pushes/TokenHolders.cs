using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Devices;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>The devices behind targets that are named by a vendor's token.</summary>
internal sealed class TokenHolders(Dialect dialect)
{
    public static readonly RowSet<VendorToken> Tokens = new(
        "r",
        new TextColumn<VendorToken>("vendor", token => token.Vendor),
        new TextColumn<VendorToken>("token", token => token.Token));

    public string Find { get; } = $"""
        SELECT v.vendor, v.token, v.device_id
        FROM {dialect.Rows(Tokens)}
        CROSS JOIN vendor_tokens v
        WHERE v.token = r.token AND v.vendor = r.vendor AND v.app = @app
        """;

    /// <summary>Device ids by target; null if no target is named by a token.</summary>
    public async ValueTask<Dictionary<string, string>?> FindAsync(Session session, AppKey app, List<NumberedTarget> targets)
    {
        List<VendorToken>? tokens = null;
        foreach (var target in targets)
        {
            if (TokenTargets.Parse(target.Id) is { } token) (tokens ??= []).Add(token);
        }
        if (tokens is null) return null;
        var found = await session.QueryRowsAsync(
            Find, static row => (Target: TokenTargets.IdOf(row.GetString(0), row.GetString(1)), Device: row.GetString(2)),
            Tokens, tokens, ("app", app.Value));
        return found.ToDictionary(static holder => holder.Target, static holder => holder.Device, StringComparer.Ordinal);
    }
}
