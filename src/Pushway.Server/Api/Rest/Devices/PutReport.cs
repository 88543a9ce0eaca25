using Microsoft.AspNetCore.Http.HttpResults;
using Pushway.Core;
using Pushway.Core.Devices;

namespace Pushway.Server.Api.Rest.Devices;

/// <summary><c>PUT /v1/devices/{id}/report</c></summary>
internal static class PutReport
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/devices/{id}/report", Handle)
        .WithName("PutReport")
        .WithTags("Devices")
        .WithSummary("Say what a device is, and its token of a vendor's push service")
        .WithDescription(
            "As if the device had reported it. Members that are absent keep what is known. A vendor token that another device "
            + "had moves to this one.")
        .Accepts<ReportDocument>("application/json")
        .Produces(StatusCodes.Status204NoContent)
        .Refuses(
            ErrorCodes.DeviceNotFound, ErrorCodes.ReportInvalid, ErrorCodes.MalformedJson, ErrorCodes.UnknownField,
            ErrorCodes.BodyTooLarge, ErrorCodes.UnsupportedMediaType);

    public static async Task<Results<NoContent, ProblemResult>> Handle(
        string id,
        HttpRequest http,
        CallingApp caller,
        DeviceReports reports,
        CancellationToken cancellation)
    {
        var (body, mistake) = await JsonBody.ReadAsync(
            http, ApiJson.Default.ReportDocument, _ => ErrorCodes.ReportInvalid, cancellation);
        if (body is null) return ProblemResult.Of(mistake!);
        if (ReportRules.Mistake(body) is { } wrong) return ProblemResult.Of(ErrorCodes.ReportInvalid, wrong);
        if (GetDevice.Address(caller, id) is not { } address) return GetDevice.NotFound();
        var (report, token) = (ReportRules.Report(body), ReportRules.Token(body));
        return await reports.ReportAsync(address, report, token, cancellation)
            ? TypedResults.NoContent()
            : GetDevice.NotFound();
    }
}
