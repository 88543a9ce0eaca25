using System.Text.Json.Nodes;
using Pushway.UnitTests.Server.Hosting;

namespace Pushway.UnitTests.Server.Documents;

public sealed class ApiDescriptionTests
{
    [Fact]
    public async Task The_committed_description_is_what_a_node_serves()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var node = await RunningNode.StartAsync(cancellation);
        var served = await node.Http.GetStringAsync("/openapi/v1.json", cancellation);
        var isSame = JsonNode.DeepEquals(JsonNode.Parse(served), JsonNode.Parse(Pages.Read("openapi.json")));
        isSame.ShouldBeTrue("The API changed. With a running node: curl -s http://127.0.0.1:8080/openapi/v1.json > docs/openapi.json");
    }
}
