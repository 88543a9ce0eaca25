using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pushway.Server.Api.Rest.Apps;
using Pushway.Server.Api.Rest.Audiences;
using Pushway.Server.Api.Rest.Callbacks;
using Pushway.Server.Api.Rest.Devices;
using Pushway.Server.Api.Rest.Health;
using Pushway.Server.Api.Rest.Pushes;
using Pushway.Server.Api.Rest.Receipts;
using Pushway.Server.Api.Rest.Schedules;
using Pushway.Server.Api.Rest.Statistics;
using Pushway.Server.Api.Rest.Tags;
using Pushway.Server.Api.Rest.Templates;
using Pushway.Server.Api.Rest.Tracing;
using Pushway.Server.Api.Rest.Users;

namespace Pushway.Server.Api;

/// <summary>JSON of the REST API, by generated code. Members we do not know, and members given twice, are refused:
/// nothing a caller says is silently ignored.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false,
    NumberHandling = JsonNumberHandling.Strict,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(CreatePushRequest))]
[JsonSerializable(typeof(CreatePushResponse))]
[JsonSerializable(typeof(GetPushResponse))]
[JsonSerializable(typeof(PushStateResponse))]
[JsonSerializable(typeof(RevokeMessageRequest))]
[JsonSerializable(typeof(RevokeMessageResponse))]
[JsonSerializable(typeof(OccurrencesResponse))]
[JsonSerializable(typeof(ScheduleResponse))]
[JsonSerializable(typeof(MessagesResponse))]
[JsonSerializable(typeof(EstimateAudienceRequest))]
[JsonSerializable(typeof(EstimateAudienceResponse))]
[JsonSerializable(typeof(CreateTemplateRequest))]
[JsonSerializable(typeof(TemplateDocument))]
[JsonSerializable(typeof(TemplatesResponse))]
[JsonSerializable(typeof(TagDocument))]
[JsonSerializable(typeof(TagsResponse))]
[JsonSerializable(typeof(TagMembersRequest))]
[JsonSerializable(typeof(AddTagMembersResponse))]
[JsonSerializable(typeof(RemoveTagMembersResponse))]
[JsonSerializable(typeof(TagMembersResponse))]
[JsonSerializable(typeof(TagUploadDocument))]
[JsonSerializable(typeof(TagUploadsResponse))]
[JsonSerializable(typeof(CallbackDocument))]
[JsonSerializable(typeof(AppSettingsDocument))]
[JsonSerializable(typeof(TestCallbackResponse))]
[JsonSerializable(typeof(GetDeadReceiptsResponse))]
[JsonSerializable(typeof(ResendDeadReceiptsRequest))]
[JsonSerializable(typeof(ResendDeadReceiptsResponse))]
[JsonSerializable(typeof(StatisticsResponse))]
[JsonSerializable(typeof(FailuresResponse))]
[JsonSerializable(typeof(GetDeviceResponse))]
[JsonSerializable(typeof(MigrationTokenResponse))]
[JsonSerializable(typeof(PutBindingRequest))]
[JsonSerializable(typeof(BindingResponse))]
[JsonSerializable(typeof(ReportDocument))]
[JsonSerializable(typeof(GetUserResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(JsonElement?))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    // Made on first use: as an initializer it might run before the generated one of Default.
    private static readonly Lazy<ApiJson> LazyReadable = new(CreateReadable);

    /// <summary>Leaves quotes and non-Latin text readable: answers are never put into HTML.</summary>
    public static ApiJson Readable => LazyReadable.Value;

    private static ApiJson CreateReadable() => new(
        new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
