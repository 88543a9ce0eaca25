using Pushway.Core;
using Pushway.Core.Apps;
using Pushway.Core.Templates;
using Pushway.Server.Api.Rest.Pushes;
using Pushway.Server.Api.Rest.Templates;

namespace Pushway.Server.Importing;

/// <summary>Templates with <c>#name#</c> placeholders; one whose name is taken stays as it is here.</summary>
internal sealed class TemplateImporter(App app, TemplateShelf shelf, TimeProvider time) : IImporter
{
    public IReadOnlyList<string> Columns { get; } = ["name", "description", "title", "body", "uri"];

    public async Task<IReadOnlyList<RowOutcome>> ImportAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellation)
    {
        var outcomes = new List<RowOutcome>(rows.Count);
        foreach (var row in rows) outcomes.Add(await AddAsync(row, cancellation));
        return outcomes;
    }

    private async Task<RowOutcome> AddAsync(ImportRow row, CancellationToken cancellation)
    {
        var document = new NotificationDocument { Title = NullIfEmpty(row, "title"), Body = NullIfEmpty(row, "body"), Uri = NullIfEmpty(row, "uri") };
        var (notification, wrong) = NotificationReader.Read(document);
        if (notification is null) return RowOutcome.Bad(wrong!.Detail);
        var template = new Template(row.Text("name"), NullIfEmpty(row, "description"), TemplateNotification.Write(document), time.GetUtcNow());
        var refused = await shelf.AddAsync(app.Key, template, notification, cancellation);
        return refused is null ? RowOutcome.Imported
            : refused.Code == ErrorCodes.TemplateExists ? RowOutcome.Kept(refused.Detail)
            : RowOutcome.Bad(refused.Detail);
    }

    private static string? NullIfEmpty(ImportRow row, string column) => row.Text(column) is { Length: > 0 } text ? text : null;
}
