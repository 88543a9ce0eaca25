using System.Text;

namespace Pushway.Server.Importing;

/// <summary>A CSV file that rows are added to, for its owner only; cut back to where it was when it goes on.</summary>
internal sealed class ResumableFile : IDisposable
{
    private readonly FileStream _stream;

    public ResumableFile(string path, long length, params ReadOnlySpan<string> head)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _stream = new FileStream(path, options);
        _stream.SetLength(Math.Min(length, _stream.Length));
        _stream.Seek(0, SeekOrigin.End);
        if (_stream.Length == 0) Add(head);
    }

    /// <summary>A row of RFC 4180.</summary>
    public void Add(params ReadOnlySpan<string> fields)
    {
        var line = new StringBuilder();
        foreach (var field in fields)
        {
            if (line.Length > 0) line.Append(',');
            if (field.AsSpan().ContainsAny(",\"\r\n")) line.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            else line.Append(field);
        }
        _stream.Write(Encoding.UTF8.GetBytes(line.Append('\n').ToString()));
    }

    /// <summary>Its length when all is on the disk.</summary>
    public long Flush()
    {
        _stream.Flush(flushToDisk: true);
        return _stream.Length;
    }

    public void Dispose() => _stream.Dispose();
}
