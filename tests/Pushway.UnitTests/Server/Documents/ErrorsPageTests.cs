using System.Reflection;
using System.Text.RegularExpressions;
using Pushway.Core;
using Pushway.Core.Pushes;
using Pushway.Server.Api;
using Pushway.Server.Api.DeviceRpc;

namespace Pushway.UnitTests.Server.Documents;

public sealed partial class ErrorsPageTests
{
    private static readonly string[] Parts = Pages.Read("errors.md").Split("\n## ");

    [Fact]
    public void The_page_lists_every_error_code_with_its_status()
    {
        var expected = Constants<string>(typeof(ErrorCodes)).Select(code => $"{code} {ErrorStatus.Of(code)}");
        var listed = CodeAndStatus().Matches(Part("REST")).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}");
        listed.Order().ShouldBe(expected.Order());
    }

    [Fact]
    public void The_page_lists_every_result_of_device_rpc()
    {
        var listed = Code().Matches(Part("Device RPC")).Select(match => int.Parse(match.Groups[1].Value));
        listed.Order().ShouldBe(Constants<int>(typeof(RpcResults)).Order());
    }

    [Fact]
    public void The_page_lists_every_reason_of_deliveries()
    {
        var listed = Code().Matches(Part("Reasons")).Select(match => match.Groups[1].Value);
        listed.Order().ShouldBe(Constants<string>(typeof(DeliveryReasons)).Order());
    }

    private static string Part(string title) => Parts.Single(part => part.StartsWith(title, StringComparison.Ordinal));

    private static IEnumerable<T> Constants<T>(Type type) => type
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .Select(field => (T)field.GetRawConstantValue()!);

    [GeneratedRegex(@"^\| `([a-z_]+)` \| (\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex CodeAndStatus();

    [GeneratedRegex(@"^\| `([a-z_0-9]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Code();
}
