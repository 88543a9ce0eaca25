using System.Globalization;

namespace Pushway.LoadGenerator.Processes;

/// <summary>Memory and CPU of a process as the kernel counts them; null where there is no such process.</summary>
internal static class ProcessUsage
{
    private const double TicksPerSecond = 100;

    /// <summary>Resident memory in KB of 1,024 bytes.</summary>
    public static long? ResidentKb(int? process)
    {
        if (process is null || !File.Exists($"/proc/{process}/status")) return null;
        foreach (var line in File.ReadLines($"/proc/{process}/status"))
        {
            if (!line.StartsWith("VmRSS:", StringComparison.Ordinal)) continue;
            return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
        }
        return null;
    }

    /// <summary>Seconds in user and kernel mode, all threads.</summary>
    public static double? CpuSeconds(int? process)
    {
        if (process is null || !File.Exists($"/proc/{process}/stat")) return null;
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return ticks / TicksPerSecond;
    }
}
