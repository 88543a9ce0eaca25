using System.Globalization;

namespace Pushway.LoadGenerator.Processes;

/// <summary>The limit of open files, which bounds the devices of one process.</summary>
internal static class OpenFiles
{
    public static void Require(int count)
    {
        if (!File.Exists("/proc/self/limits")) return;
        foreach (var line in File.ReadLines("/proc/self/limits"))
        {
            if (!line.StartsWith("Max open files", StringComparison.Ordinal)) continue;
            var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            if (int.TryParse(soft, CultureInfo.InvariantCulture, out var limit) && limit < count)
                throw new LoadException($"the run needs {count} open files and may have {limit}: fewer --devices, or a higher ulimit -n");
        }
    }
}
