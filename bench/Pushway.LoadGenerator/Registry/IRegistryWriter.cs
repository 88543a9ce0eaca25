namespace Pushway.LoadGenerator.Registry;

/// <summary>Writes rows into an existing schema as fast as the engine takes them.</summary>
internal interface IRegistryWriter : IAsyncDisposable
{
    /// <summary>The first app: (number, appId, workspaceId).</summary>
    Task<(int App, string AppId, string WorkspaceId)> FindAppAsync(CancellationToken cancellation);

    Task<bool> HasDevicesAsync(CancellationToken cancellation);

    /// <summary>Durable when this returns.</summary>
    Task WriteAsync(RegistryBatch batch, CancellationToken cancellation);

    /// <summary>Gathers statistics, as the engine does by itself sooner or later.</summary>
    Task FinishAsync(CancellationToken cancellation);
}
