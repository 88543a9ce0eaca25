using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Pushway.Core;
using Pushway.Core.Apps;
using Pushway.Server.Api.Mpaas.Actions;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Signing;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas;

/// <summary>Takes a call through the gateway's checks to its action, and makes the answer.</summary>
internal sealed class MpaasCalls(
    IEnumerable<IMpaasAction> actions,
    CallAuthentication authentication,
    AppDirectory apps,
    IOptions<MpaasOptions> options,
    TimeProvider time,
    ILogger<MpaasCalls> logger)
{
    private const string OlderVersion = "2020-07-10";

    private static readonly FrozenSet<string> Versions = FrozenSet.Create("2020-10-28", OlderVersion);

    private readonly FrozenDictionary<string, IMpaasAction> _actions =
        actions.ToFrozenDictionary(static action => action.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The name of the action and its answer; throws a <see cref="GatewayException"/>.</summary>
    public async Task<(string Name, JsonObject Answer)> HandleAsync(
        WireRequest request, CallParameters parameters, string requestId, CancellationToken cancellation)
    {
        var action = FindAction(request, parameters);
        var app = await authentication.CheckAsync(request, parameters, cancellation);
        var outcome = await RunAsync(action, new MpaasCall(app, parameters), cancellation);
        if (outcome.Refusal == ResultCodes.NoPermission && VersionOf(request, parameters) == OlderVersion)
            outcome = outcome with { Beside = new JsonObject { ["AccessDeniedDetail"] = outcome.Detail } };
        var successCode = action.Envelope == Envelope.Template ? options.Value.TemplateSuccessCode : "100";
        return (action.Name, action.Envelope.Of(requestId, outcome, successCode));
    }

    private IMpaasAction FindAction(WireRequest request, CallParameters parameters)
    {
        // Clients send the header as their caller wrote the name, the parameter as it is.
        var name = Either(request, parameters, "Action", "x-acs-action");
        var version = VersionOf(request, parameters);
        if (!_actions.TryGetValue(name, out var action)) throw new GatewayException(GatewayError.ActionUnknown);
        if (version.Length == 0) throw new GatewayException(GatewayError.Missing("Version"));
        return Versions.Contains(version) ? action : throw new GatewayException(GatewayError.VersionUnknown);
    }

    private async Task<Outcome> RunAsync(IMpaasAction action, MpaasCall call, CancellationToken cancellation)
    {
        CheckMandatory(action, call.Parameters);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.AnswerSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return await RefuseAppAsync(call, either.Token) ?? await action.HandleAsync(call, either.Token).WaitAsync(either.Token);
        }
        catch (RefusedCallException refused)
        {
            return Outcome.Refused(refused.Result, refused.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new GatewayException(GatewayError.Unavailable);
        }
        catch (Exception exception) when (exception is not GatewayException && !cancellation.IsCancellationRequested)
        {
            ApiLog.MpaasFailed(logger, action.Name, exception);
            if (ProblemMiddleware.FaultCode(exception) == ErrorCodes.StoreUnavailable) throw new GatewayException(GatewayError.Unavailable);
            return Outcome.Refused(ResultCodes.SystemError);
        }
    }

    private static void CheckMandatory(IMpaasAction action, CallParameters parameters)
    {
        string[] ofAll = action.Envelope.IsLenient ? [] : ["AppId", "WorkspaceId"];
        foreach (var name in ofAll.Concat(action.Mandatory))
        {
            if (parameters.Find(name) is null && !parameters.Under(name).Any()) throw new GatewayException(GatewayError.Missing(name));
        }
    }

    /// <summary>Null if the key is for the app that the call names.</summary>
    private async ValueTask<Outcome?> RefuseAppAsync(MpaasCall call, CancellationToken cancellation)
    {
        var (appId, workspaceId) = (call.Parameters.Text("AppId"), call.Parameters.Text("WorkspaceId"));
        if (appId.Length == 0 || workspaceId.Length == 0) return Outcome.Refused(ResultCodes.NeedApp);
        if (appId == call.App.AppId && workspaceId == call.App.WorkspaceId) return null;
        return await apps.FindAsync(appId, workspaceId, cancellation) is null
            ? Outcome.Refused(ResultCodes.AppUnknown)
            : Outcome.Refused(ResultCodes.NoPermission);
    }

    private static string VersionOf(WireRequest request, CallParameters parameters) => Either(request, parameters, "Version", "x-acs-version");

    /// <summary>What is signed counts.</summary>
    private static string Either(WireRequest request, CallParameters parameters, string name, string header) =>
        !SignatureV3.IsUsedBy(request) && parameters.Text(name) is { Length: > 0 } value ? value : request.Header(header);
}
