using System.Text.Json;
using System.Text.Json.Nodes;
using Pushway.IntegrationTests.EndToEnd;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Mpaas;

/// <summary>What the tests of the mPaaS API have in common.</summary>
public abstract class MpaasContract(RunningNode node) : EndToEndContract(node)
{
    public static readonly TheoryData<string> Ways = [.. MpaasClient.Ways];

    /// <summary>Calls an action of the node's app, through one of the official clients.</summary>
    protected async Task<MpaasAnswer> CallAsync(string action, object parameters, string way = "tea-v3", string version = "2020-10-28")
    {
        var all = new JsonObject { ["AppId"] = App.AppId, ["WorkspaceId"] = App.WorkspaceId };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(parameters)!.AsObject()) all[name] = value?.DeepClone();
        foreach (var absent in all.Where(static one => one.Value is null).Select(static one => one.Key).ToList()) all.Remove(absent);
        return await (await Node.Mpaas).CallAsync(way, action, all, Cancel, version);
    }

    /// <summary>A call that must succeed.</summary>
    protected async Task<MpaasAnswer> DoAsync(string action, object parameters, string way = "tea-v3")
    {
        var answer = await CallAsync(action, parameters, way);
        string[] successes = ["OK", "200", "100"];
        successes.ShouldContain(answer.ResultCode ?? answer.Code, $"{action}: {answer}");
        return answer;
    }

    /// <summary>A template of a new name.</summary>
    protected async Task<string> TemplateAsync(string title, string content = "text", string? uri = null)
    {
        var name = $"t_{Guid.CreateVersion7():N}";
        await DoAsync("CreateTemplate", new { TemplateName = name, Title = title, Content = content, Uri = uri });
        return name;
    }

    protected static string Map(params (string Name, object Value)[] members) =>
        JsonSerializer.Serialize(members.ToDictionary(static one => one.Name, static one => one.Value));

    /// <summary>A connected device with a user of its own.</summary>
    protected async Task<(TestDevice Device, string User)> ConnectUserAsync()
    {
        var (device, user) = (await ConnectAsync(await RegisterAsync()), Unique("user"));
        await device.BindAsync(user, Cancel);
        return (device, user);
    }
}
