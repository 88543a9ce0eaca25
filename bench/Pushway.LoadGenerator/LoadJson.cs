using System.Text.Json.Serialization;
using Pushway.LoadGenerator.Measuring;
using Pushway.LoadGenerator.Targets;

namespace Pushway.LoadGenerator;

/// <summary>Everything the tool reads or writes as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FirstStartFile))]
[JsonSerializable(typeof(AcceptedPush))]
[JsonSerializable(typeof(PushCounts))]
[JsonSerializable(typeof(WalkedPush))]
[JsonSerializable(typeof(RunReport))]
internal sealed partial class LoadJson : JsonSerializerContext;
