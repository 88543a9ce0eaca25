using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>One action of the API; one file each.</summary>
internal interface IMpaasAction
{
    string Name { get; }

    Envelope Envelope { get; }

    /// <summary>Parameters without which the gateway does not let the call through, besides AppId and WorkspaceId.</summary>
    IReadOnlyList<string> Mandatory => [];

    Task<Outcome> HandleAsync(MpaasCall call, CancellationToken cancellation);
}
