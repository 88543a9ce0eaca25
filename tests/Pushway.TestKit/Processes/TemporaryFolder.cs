using System.Globalization;

namespace Pushway.TestKit;

/// <summary>
/// A folder that goes with its owner. Its name carries the test process's id, so that what a killed run left is removed
/// by the next one.
/// </summary>
public sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "pushway-test-";

    static TemporaryFolder() => RemoveStale();

    /// <summary>Creates a folder below the system's temporary folder.</summary>
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory(
            string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-")).FullName;
        AppDomain.CurrentDomain.ProcessExit += RemoveAtExit;
    }

    public string Path { get; }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= RemoveAtExit;
        Remove(Path);
    }

    private static void RemoveStale()
    {
        foreach (var folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var owner = System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (!Directory.Exists("/proc/" + owner))
            {
                Remove(folder);
            }
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another test process swept it first.
        }
        catch (IOException)
        {
            // A child still writes into it while it dies; the next run sweeps it.
        }
        catch (UnauthorizedAccessException)
        {
            // Left by a run of another user.
        }
    }

    private void RemoveAtExit(object? sender, EventArgs exit) => Remove(Path);
}
