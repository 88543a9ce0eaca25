using System.Globalization;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Bindings;
using Pushway.Core.Devices;

namespace Pushway.Server.Importing;

/// <summary>Who is logged in on which device. Anything that the device itself has said here is newer.</summary>
internal sealed class BindingImporter(App app, IDeviceStore devices, IAudienceStore audiences, TimeProvider time) : IImporter
{
    public IReadOnlyList<string> Columns { get; } = ["deviceId", "vendor", "token", "userId", "boundAt"];

    public async Task<IReadOnlyList<RowOutcome>> ImportAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellation)
    {
        var holders = await FindHoldersAsync(rows, cancellation);
        var outcomes = new RowOutcome[rows.Count];
        await DeviceRows.ForEachAsync(
            Enumerable.Range(0, rows.Count), i => NameOf(rows[i]),
            async (i, cancel) => outcomes[i] = await BindAsync(rows[i], holders, cancel), cancellation);
        return outcomes;
    }

    private async Task<RowOutcome> BindAsync(ImportRow row, Dictionary<string, DeviceId> holders, CancellationToken cancellation)
    {
        var (user, name) = (row.Text("userId"), NameOf(row));
        if (!UserIds.IsValid(user)) return RowOutcome.BadUser;
        if (ReadTime(row.Text("boundAt")) is not { } boundAt) return RowOutcome.Bad("boundAt must be milliseconds since 1970, or a time such as 2026-11-25T08:00:00Z");
        DeviceId device;
        if (row.Text("deviceId").Length > 0 && DeviceId.IsValid(name)) device = new DeviceId(name);
        else if (!holders.TryGetValue(name, out device)) return RowOutcome.Bad("there is no such device");
        var change = await devices.BindAsync(
            new DeviceAddress(app.Key, device), new BindingRequest(user, boundAt, time.GetUtcNow()), cancellation);
        return change is not { } done ? RowOutcome.Bad("there is no such device")
            : done.Applied || done.Binding.UserId == user ? RowOutcome.Imported
            : RowOutcome.Kept("the device has changed its binding here since");
    }

    private async Task<Dictionary<string, DeviceId>> FindHoldersAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellation)
    {
        var names = rows.Where(static row => row.Text("deviceId").Length == 0).Select(NameOf).Where(TokenTargets.IsValid).Distinct().ToList();
        if (names.Count == 0) return [];
        var found = await audiences.FindAsync(app.Key, AudienceKind.Devices, names.ConvertAll(static name => new NamedTarget(name, null)), cancellation);
        return found.ToDictionary(static one => one.Target, static one => one.Device);
    }

    private static string NameOf(ImportRow row) =>
        row.Text("deviceId") is { Length: > 0 } id ? id : TokenTargets.IdOf(row.Text("vendor"), row.Text("token"));

    /// <summary>Without one, older than whatever a device says.</summary>
    private static long? ReadTime(string text)
    {
        if (text.Length == 0) return 1;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms)) return ms;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUnixTimeMilliseconds() : null;
    }
}
