using System.Text;

namespace Pushway.Server.Importing;

/// <summary>A file that lines are added to, for its owner only; cut back to where it was when it goes on.</summary>
internal sealed class ResumableFile : IDisposable
{
    private readonly FileStream _stream;

    public ResumableFile(string path, long length, string head)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _stream = new FileStream(path, options);
        _stream.SetLength(Math.Min(length, _stream.Length));
        _stream.Seek(0, SeekOrigin.End);
        if (_stream.Length == 0) Add(head);
    }

    public void Add(string line) => _stream.Write(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Its length when all is on the disk.</summary>
    public long Flush()
    {
        _stream.Flush(flushToDisk: true);
        return _stream.Length;
    }

    public void Dispose() => _stream.Dispose();
}
