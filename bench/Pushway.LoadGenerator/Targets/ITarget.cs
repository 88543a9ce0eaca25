using System.Net;

namespace Pushway.LoadGenerator.Targets;

/// <summary>A server under load: Pushway itself, or a peer that is measured the same way.</summary>
internal interface ITarget : IAsyncDisposable
{
    string Name { get; }

    EndPoint Mqtt { get; }

    /// <summary>Process whose memory and CPU count; null if unknown.</summary>
    int? ProcessId { get; }

    /// <summary>What devices subscribe to; null where messages flow without.</summary>
    string? Topic { get; }

    /// <summary>User name of every device; null where none is asked for.</summary>
    string? Username { get; }

    /// <summary>Password of a device that has no identity yet.</summary>
    string? FirstPassword { get; }

    /// <summary>Whether the server issues device ids, so that the first connection is not the measured one.</summary>
    bool IssuesIdentities { get; }

    /// <summary>Sends one message for everybody per sequence number, all at once, and waits until each is accepted.</summary>
    /// <returns>Ids to ask for confirmation.</returns>
    Task<IReadOnlyList<string>> BroadcastAsync(int firstSequence, int count, CancellationToken cancellation);

    /// <summary>Waits until the server says that all of these are confirmed by so many devices.</summary>
    /// <returns>False where a server cannot tell.</returns>
    Task<bool> WaitConfirmedAsync(IReadOnlyList<string> ids, int devices, CancellationToken cancellation);
}
