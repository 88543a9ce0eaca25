using System.Text.Json;
using Microsoft.Extensions.Options;
using Pushway.Core.Audiences;
using Pushway.Core.Pushes;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>Reads whom a push is for: the map of the single pushes, the list of the batch.</summary>
internal sealed class TargetParameters(IOptions<PushOptions> options)
{
    private const int MaxSingle = 10;
    private const int MaxBatch = 100;

    private static readonly string[] Members = ["Target", "MsgKey", "TemplateKeyValue", "ExtendedParams"];

    /// <summary><c>TargetMsgkey</c>: target to key.</summary>
    public static Audience ReadMap(CallParameters parameters, TargetType type)
    {
        if (JsonText.Map(parameters, "TargetMsgkey") is not { Count: > 0 } map) throw NoTarget();
        if (map.Count > MaxSingle) throw TooMany(map.Count, MaxSingle);
        return new(TargetNames.KindOf(type), [.. map.Select(one => ReadTarget(type, one.Key, one.Value, own: null))]);
    }

    /// <summary><c>TargetMsg.N.Target</c> and its siblings, or the same as a JSON list.</summary>
    public Audience ReadList(CallParameters parameters, TargetType type)
    {
        var items = parameters.Text("TargetMsg") is { Length: > 0 } json ? FromJson(json) : FromNames(parameters);
        if (items.Count == 0) throw NoTarget();
        if (items.Count > MaxBatch) throw TooMany(items.Count, MaxBatch);
        return new(TargetNames.KindOf(type), [.. items.Select(item => ReadItem(type, item))]);
    }

    private NamedTarget ReadItem(TargetType type, Dictionary<string, string> item)
    {
        string Text(string name) => item.GetValueOrDefault(name, "");
        var values = JsonText.Map("TemplateKeyValue", Text("TemplateKeyValue"));
        var extras = NotificationParameters.ReadMap("ExtendedParams", Text("ExtendedParams"));
        if (extras is { } own && own.GetPropertyCount() > options.Value.MaxTargetExtras)
            throw new RefusedCallException(ResultCodes.TooManyOwnExtras, $"A target may have {options.Value.MaxTargetExtras} ExtendedParams.");
        return ReadTarget(
            type, Text("Target"), Text("MsgKey"), values is null && extras is null ? null : new OwnContent(values, extras));
    }

    private static NamedTarget ReadTarget(TargetType type, string target, string key, OwnContent? own)
    {
        if (target.Length == 0) throw NoTarget();
        if (key.Length == 0) throw new RefusedCallException($"The target {target} has no MsgKey.");
        return new NamedTarget(TargetNames.IdOf(type, target), key, own);
    }

    private static List<Dictionary<string, string>> FromNames(CallParameters parameters)
    {
        var items = new List<Dictionary<string, string>>();
        foreach (var index in parameters.Indexes("TargetMsg"))
        {
            // Kept apart from those with other numbers by the whole name, found whatever its case.
            var item = Members.Select(name => (Name: name, Value: parameters.Find($"TargetMsg.{index}.{name}")))
                .Where(static one => one.Value is not null).ToDictionary(static one => one.Name, static one => one.Value!);
            items.Add(item);
        }
        return items;
    }

    private static List<Dictionary<string, string>> FromJson(string json)
    {
        if (JsonText.Parse(json) is not { ValueKind: JsonValueKind.Array } list) throw new RefusedCallException("TargetMsg must be a list.");
        var items = new List<Dictionary<string, string>>();
        foreach (var entry in list.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object) throw new RefusedCallException("TargetMsg must be a list of objects.");
            var item = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var member in entry.EnumerateObject())
            {
                var text = member.Value.ValueKind == JsonValueKind.Object ? member.Value.GetRawText() : JsonText.TextOf(member.Value);
                if (text is not null && !item.TryAdd(member.Name, text)) throw new RefusedCallException($"A target has {member.Name} twice.");
            }
            items.Add(item);
        }
        return items;
    }

    private static RefusedCallException NoTarget() => new(ResultCodes.TargetNull, ResultCodes.TargetNull.Message);

    private static RefusedCallException TooMany(int count, int limit) =>
        new(ResultCodes.TooManyTargets, $"The call names {count} targets; {limit} is the limit.");
}
