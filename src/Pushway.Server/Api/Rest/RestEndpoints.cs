using Pushway.Core;
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

namespace Pushway.Server.Api.Rest;

/// <summary>The REST API: one line a slice.</summary>
internal static class RestEndpoints
{
    public static void MapRest(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1").Refuses(
            ErrorCodes.Unauthorized, ErrorCodes.StoreUnavailable, ErrorCodes.InternalError);
        CreatePush.Map(api);
        GetPush.Map(api);
        GetDeliveries.Map(api);
        GetMessages.Map(api);
        PausePush.Map(api);
        ResumePush.Map(api);
        RevokePush.Map(api);
        RevokeMessage.Map(api);
        EstimateAudience.Map(api);
        CreateTemplate.Map(api);
        GetTemplates.Map(api);
        GetTemplate.Map(api);
        DeleteTemplate.Map(api);
        GetTags.Map(api);
        GetTag.Map(api);
        DeleteTag.Map(api);
        AddTagMembers.Map(api);
        RemoveTagMembers.Map(api);
        GetTagMembers.Map(api);
        ExportTag.Map(api);
        UploadTagMembers.Map(api);
        GetTagUploads.Map(api);
        GetTagUpload.Map(api);
        GetStatistics.Map(api);
        GetFailures.Map(api);
        GetSchedules.Map(api);
        GetSchedule.Map(api);
        CancelSchedule.Map(api);
        CancelOccurrence.Map(api);
        GetDevice.Map(api);
        GetMigrationToken.Map(api);
        PutBinding.Map(api);
        DeleteBinding.Map(api);
        PutReport.Map(api);
        GetUser.Map(api);
        PutCallback.Map(api);
        GetCallback.Map(api);
        GetPublicKey.Map(api);
        GetAppSettings.Map(api);
        PutAppSettings.Map(api);
        TestCallback.Map(api);
        GetDeadReceipts.Map(api);
        ResendDeadReceipts.Map(api);
        GetLive.Map(app);
        GetReady.Map(app);
    }
}
