using System.Globalization;

namespace Pushway.Server.Importing;

/// <summary>Says how far an import is: a line that is written over on a terminal, a line every ten seconds in a log.</summary>
internal sealed class ImportProgress(TextWriter output, bool isTerminal, long rowsBefore, TimeProvider time)
{
    private readonly TimeSpan _pause = isTerminal ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(10);
    private readonly long _startedAt = time.GetTimestamp();
    private long _saidAt = time.GetTimestamp();

    public async Task TellAsync(ImportState state, double part)
    {
        if (time.GetElapsedTime(_saidAt) < _pause) return;
        _saidAt = time.GetTimestamp();
        var rate = (state.Rows - rowsBefore) / Math.Max(time.GetElapsedTime(_startedAt).TotalSeconds, 0.001);
        var text = string.Create(CultureInfo.InvariantCulture, $"{part:P0}  {Words(state)}, {rate:N0} rows/s");
        if (isTerminal) await output.WriteAsync($"\r{text}\u001b[K");
        else await output.WriteLineAsync(text);
        await output.FlushAsync();
    }

    public async Task EndAsync()
    {
        if (isTerminal) await output.WriteAsync("\r\u001b[K");
    }

    public static string Words(ImportState state) => string.Create(
        CultureInfo.InvariantCulture,
        $"{state.Rows:N0} rows: {state.Imported:N0} imported, {state.Kept:N0} left as they are here, {state.Bad:N0} bad");
}
