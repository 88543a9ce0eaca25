using System.Reflection;
using System.Text.RegularExpressions;
using Pushway.Core;
using Pushway.Core.Pushes;
using Pushway.Server.Api;
using Pushway.Server.Api.DeviceRpc;
using Pushway.Server.Api.Mpaas.Answers;

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

    [Fact]
    public void The_page_lists_every_gateway_error_of_mPaaS_with_its_status()
    {
        var listed = GatewayCode().Matches(Part("mPaaS API")).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}");
        var expected = GatewayError.All.Append(GatewayError.Missing("…")).Select(error => $"{error.Code} {error.Status}");
        listed.Order().ShouldBe(expected.Order());
        Fields<GatewayError>(typeof(GatewayError)).ShouldBe(GatewayError.All, ignoreOrder: true);
    }

    [Fact]
    public void The_page_lists_every_result_of_mPaaS_with_its_name()
    {
        var listed = ResultCode().Matches(Part("mPaaS API")).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}");
        listed.Order().ShouldBe(ResultCodes.All.Select(result => $"{result.Code} {result.Name}").Order());
        Fields<Result>(typeof(ResultCodes)).ShouldBe(ResultCodes.All, ignoreOrder: true);
    }

    private static List<T> Fields<T>(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<T>()];

    [GeneratedRegex(@"^\| `([A-Z][A-Za-z.]+…?)` \| (\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex GatewayCode();

    [GeneratedRegex(@"^\| `(\d{4})` \| ([A-Z_0-9]+) \|", RegexOptions.Multiline)]
    private static partial Regex ResultCode();

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
