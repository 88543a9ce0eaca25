using System.Globalization;
using Pushway.Server.Cli;

namespace Pushway.Server.Hosting;

/// <summary>The directory a node keeps its files in: SQLite database, master key, first-start values, settings, lock.</summary>
internal sealed class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int LockAttempts = 300;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);

    private DataDirectory(string path) => Path = path;

    public string Path { get; }

    public string Database => In("pushway.db");

    public string MasterKey => In("master.key");

    public string FirstStart => In("first-start.json");

    public string Settings => In("appsettings.json");

    private string LockFile => In("node.lock");

    /// <summary>Makes the directory if there is none; readable only by its owner.</summary>
    public static DataDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(full);
            else Directory.CreateDirectory(full, OwnerOnly | UnixFileMode.UserExecute);
            var probe = System.IO.Path.Combine(full, $".probe-{Environment.ProcessId}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserMistakeException($"--data: cannot write to '{full}': {exception.Message}", exception);
        }
        return new DataDirectory(full);
    }

    /// <summary>Held while a node uses the directory alone; the operating system frees it however the process ends.</summary>
    public IDisposable Lock()
    {
        try
        {
            var stream = new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            stream.SetLength(0);
            stream.Write(System.Text.Encoding.ASCII.GetBytes(
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            stream.Flush();
            return stream;
        }
        catch (IOException exception)
        {
            throw new UserMistakeException(
                $"--data: another node uses '{Path}' (lock {LockFile}). Stop it, or choose another directory.", exception);
        }
    }

    /// <summary>Waits up to half a minute for whoever has the lock.</summary>
    public async Task<IDisposable> WaitForLockAsync(CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < LockAttempts; attempt++)
        {
            try
            {
                return Lock();
            }
            catch (UserMistakeException)
            {
                await Task.Delay(LockPause, cancellation);
            }
        }
        return Lock();
    }

    /// <summary>Writes a file that only its owner can read, all of it or nothing, replacing what was there.</summary>
    public static void WriteSecret(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    private string In(string file) => System.IO.Path.Combine(Path, file);
}
