using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Pushway.UnitTests.Architecture;

/// <summary>Rules of the structure that the compiler does not know.</summary>
public sealed partial class ArchitectureTests
{
    private const int MaxLines = 400;

    /// <summary>The path of a push, in order: each stage may name the ones below it, never those above.</summary>
    private static readonly string[] Stages =
        ["PushIntake", "PushWorker", "Dispatcher", "ChannelSelector", "IPushChannel", "ReceiptRecorder", "CallbackSender"];

    [Fact]
    public void A_push_flows_down_no_stage_names_one_above_it()
    {
        for (var i = 0; i < Stages.Length; i++)
        {
            var words = WordPattern().Matches(Code(File.ReadAllText(FileOf(Stages[i])))).Select(match => match.Value).ToHashSet();
            // Intake hands large pushes to the worker, its neighbour below; nothing points up.
            foreach (var above in Stages.Take(i)) words.ShouldNotContain(above, $"{Stages[i]} names {above}");
        }
    }

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.cs", SearchOption.AllDirectories).ToList();
        files.Count.ShouldBeGreaterThan(100);
        files.Where(file => File.ReadLines(file).Count() > MaxLines).ShouldBeEmpty();
    }

    [Fact]
    public void No_file_is_named_after_a_junk_drawer()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.cs", SearchOption.AllDirectories);
        files.Select(Path.GetFileNameWithoutExtension).Where(name => JunkPattern().IsMatch(name!)).ShouldBeEmpty();
    }

    private static string FileOf(string stage) =>
        Directory.EnumerateFiles(Path.Combine(Root(), "src/Pushway.Core"), stage + ".cs", SearchOption.AllDirectories).Single();

    private static string Code(string source) => CommentPattern().Replace(source, "");

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    [GeneratedRegex("[A-Za-z_]+")]
    private static partial Regex WordPattern();

    [GeneratedRegex("//.*")]
    private static partial Regex CommentPattern();

    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Processor|Impl|Common)$")]
    private static partial Regex JunkPattern();
}
