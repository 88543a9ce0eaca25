namespace Pushway.LoadGenerator.Devices;

/// <summary>Issued identities kept between runs: one "id secret" a line.</summary>
internal static class IdentityFile
{
    /// <summary>Null if there is no such file, or it holds fewer identities than are needed.</summary>
    public static DeviceIdentity[]? Read(string? path, int count, string? username)
    {
        if (path is null || !File.Exists(path)) return null;
        var lines = File.ReadAllLines(path);
        if (lines.Length < count) return null;
        var identities = new DeviceIdentity[count];
        for (var i = 0; i < count; i++)
        {
            var parts = lines[i].Split(' ');
            if (parts.Length != 2) throw new LoadException($"{path}: line {i + 1} is not an id and a secret");
            identities[i] = new DeviceIdentity(parts[0], username, parts[1]);
        }
        return identities;
    }

    public static void Write(string path, IEnumerable<DeviceIdentity> identities)
    {
        using var writer = new StreamWriter(path);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (var identity in identities) writer.WriteLine($"{identity.ClientId} {identity.Password}");
    }
}
