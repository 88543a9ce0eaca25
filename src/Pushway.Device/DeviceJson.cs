using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushway.Device;

internal sealed record RegisterBody(string Platform, string InstallNonce);

internal sealed record UserBody(string UserId);

internal sealed record EventBody(string Id, string Event, long At);

internal sealed record EventBatch(IReadOnlyList<EventBody> Events);

internal sealed record RpcAnswer(int ResultStatus, string? Tips, JsonElement Result);

/// <summary>JSON of the device calls: camel case, what is null is left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegisterBody))]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(DeviceReport))]
[JsonSerializable(typeof(EventBatch))]
[JsonSerializable(typeof(Identity))]
[JsonSerializable(typeof(RpcAnswer))]
internal sealed partial class DeviceJson : JsonSerializerContext;
