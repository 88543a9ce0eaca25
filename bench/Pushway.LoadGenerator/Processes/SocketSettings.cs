namespace Pushway.LoadGenerator.Processes;

/// <summary>Makes the tool's sockets cheap: one event thread that also runs the handlers. Must run before the first socket.</summary>
internal static class SocketSettings
{
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Threads = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    public static IReadOnlyList<string> Names => [Inline, Threads];

    public static void Apply()
    {
        foreach (var name in Names) Environment.SetEnvironmentVariable(name, "1");
    }
}
