using System.Runtime.CompilerServices;

namespace Pushway.UnitTests.Server.Documents;

/// <summary>The pages of docs/, found from this source file.</summary>
internal static class Pages
{
    public static string Read(string name, [CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../../../docs", name));
}
