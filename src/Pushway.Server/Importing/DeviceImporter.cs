using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Server.Api;

namespace Pushway.Server.Importing;

/// <summary>Devices under the ids they had; those of a vendor whose tokens were their ids get one of ours. What a device in use here has said
/// itself stays.</summary>
internal sealed class DeviceImporter(
    App app, IDeviceStore devices, DeviceRegistration registration, DeviceSecrets secrets, TimeProvider time, ResumableFile? tokens) : IImporter
{
    public IReadOnlyList<string> Columns { get; } =
        ["deviceId", "vendor", "token", "platform", "appVersion", "model", "locale", "timeZone"];

    public async Task<IReadOnlyList<RowOutcome>> ImportAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellation)
    {
        var outcomes = new RowOutcome[rows.Count];
        var reports = rows.Select(Report).ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            if (MistakeOf(rows[i], reports[i]) is { } mistake) outcomes[i] = RowOutcome.Bad(mistake);
        }
        var named = Enumerable.Range(0, rows.Count).Where(i => outcomes[i].Reason is null && rows[i].Text("deviceId").Length > 0).ToList();
        var imports = named.ConvertAll(i => new ImportedDevice(new DeviceId(rows[i].Text("deviceId")), ReportRules.Token(reports[i])));
        var imported = await devices.ImportAsync(app.Key, imports, time.GetUtcNow(), cancellation);
        for (var i = 0; i < named.Count; i++) outcomes[named[i]] = OutcomeOf(imported[i]);
        await DeviceRows.ForEachAsync(
            Enumerable.Range(0, rows.Count).Where(i => outcomes[i].Result == RowResult.Imported),
            i => rows[i].Text("deviceId") is { Length: > 0 } id ? id : rows[i].Text("token"),
            (i, cancel) => ReportAsync(rows[i], reports[i], cancel), cancellation);
        foreach (var (i, import) in named.Zip(imports))
        {
            if (outcomes[i].Result == RowResult.Imported) tokens?.Add(import.Id.Value, secrets.MigrationToken(app, import.Id));
        }
        return outcomes;
    }

    private async Task ReportAsync(ImportRow row, ReportDocument report, CancellationToken cancellation)
    {
        var token = ReportRules.Token(report);
        var device = row.Text("deviceId") is { Length: > 0 } id
            ? new DeviceId(id)
            : await registration.EnsureAsync(app.Key, token!, report.Platform!, cancellation);
        await devices.ReportAsync(new DeviceAddress(app.Key, device), ReportRules.Report(report), token, time.GetUtcNow(), cancellation);
    }

    private static RowOutcome OutcomeOf(ImportOutcome outcome) => outcome switch
    {
        ImportOutcome.Imported => RowOutcome.Imported,
        ImportOutcome.InUse => RowOutcome.Kept("the device is in use here"),
        ImportOutcome.TokenInUse => RowOutcome.Kept("another device that is in use here has reported the token since"),
    };

    private static string? MistakeOf(ImportRow row, ReportDocument report)
    {
        var id = row.Text("deviceId");
        if (id.Length > 0 && !DeviceId.IsValid(id)) return "deviceId is not a device id: 8 to 128 letters, digits, '.', '_', '-'";
        if (id.Length == 0 && (string.IsNullOrEmpty(report.Token) || string.IsNullOrEmpty(report.Platform)))
            return "a device without deviceId needs vendor, token and platform";
        return ReportRules.Mistake(report);
    }

    private static ReportDocument Report(ImportRow row) => new()
    {
        Platform = row.Text("platform"),
        AppVersion = row.Text("appVersion"),
        Model = row.Text("model"),
        Locale = row.Text("locale"),
        TimeZone = row.Text("timeZone"),
        Vendor = row.Text("vendor"),
        Token = row.Text("token"),
    };
}
