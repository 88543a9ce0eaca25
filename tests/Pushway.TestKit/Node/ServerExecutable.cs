namespace Pushway.TestKit;

/// <summary>Finds the server that was built with the tests.</summary>
public static class ServerExecutable
{
    /// <summary>
    /// <c>artifacts/bin/Pushway.Server/CONFIGURATION/pushway</c>, seen from the test's own
    /// <c>artifacts/bin/PROJECT/CONFIGURATION</c>.
    /// </summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = System.IO.Path.Combine(own.Parent!.Parent!.FullName, "Pushway.Server", own.Name, "pushway");
        return File.Exists(path) ? path : throw new FileNotFoundException("Build src/Pushway.Server first.", path);
    }
}
