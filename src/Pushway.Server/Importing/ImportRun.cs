using System.Globalization;
using Pushway.Core;

namespace Pushway.Server.Importing;

/// <summary>Reads a file from where the last try ended, batch by batch: rows, then the report of those that are bad, then how far it has come.</summary>
internal sealed class ImportRun(
    IImporter importer, string file, bool isJson, ImportState state, ImportProgress progress, ResumableFile? tokens)
{
    private const int BatchSize = 500;

    public async Task<ImportState> RunAsync(CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        using var report = new ResumableFile(file + ".bad.csv", state.ReportLength, "row", "reason");
        var rows = RowFile.Read(stream, isJson, importer.Columns);
        // Read again, since rows have no fixed place in a file; that takes a fraction of what importing them took.
        foreach (var batch in rows.Skip((int)Math.Min(state.Rows, int.MaxValue)).Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            await ImportAsync(batch, report, cancellation);
            await progress.TellAsync(state, stream.Length == 0 ? 1 : (double)stream.Position / stream.Length);
        }
        await progress.EndAsync();
        state = state with { IsDone = true };
        state.Save(file);
        return state;
    }

    private async Task ImportAsync(ImportRow[] batch, ResumableFile report, CancellationToken cancellation)
    {
        var readable = Array.FindAll(batch, static row => row.Mistake is null);
        var outcomes = await importer.ImportAsync(readable, cancellation);
        var next = 0;
        var counts = new long[3];
        foreach (var row in batch)
        {
            var outcome = row.Mistake is null ? outcomes[next++] : RowOutcome.Bad(row.Mistake);
            counts[(int)outcome.Result]++;
            if (outcome.Result == RowResult.Bad)
                report.Add(row.Number.ToString(CultureInfo.InvariantCulture), outcome.Reason!);
        }
        CrashPoints.Pass(CrashPoints.ImportBatch);
        state = state with
        {
            Rows = state.Rows + batch.Length,
            Imported = state.Imported + counts[(int)RowResult.Imported],
            Kept = state.Kept + counts[(int)RowResult.Kept],
            Bad = state.Bad + counts[(int)RowResult.Bad],
            ReportLength = report.Flush(),
            TokensLength = tokens?.Flush() ?? 0,
        };
        state.Save(file);
    }
}
