namespace Pushway.Device;

public sealed partial class PushwayDevice
{
    /// <summary>
    /// Gets an identity by device RPC instead of by the first connection. Does nothing if the device has one.
    /// </summary>
    /// <param name="platform">For example <c>android</c>, <c>ios</c> or <c>harmonyos</c>.</param>
    /// <param name="cancellation">Stops waiting; the same call later returns the same id.</param>
    /// <returns>The identity.</returns>
    /// <exception cref="DeviceRpcException">The node refused.</exception>
    public async Task<Identity> RegisterAsync(string platform, CancellationToken cancellation)
    {
        if (_identity is { } known)
        {
            return known;
        }
        var identity = await Rpc.RegisterAsync(platform, cancellation);
        await AdoptAsync(identity, cancellation);
        return identity;
    }

    /// <summary>Tells the server what the device is and which vendor token it holds.</summary>
    /// <param name="report">What changed.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Ends when the node stored it.</returns>
    /// <exception cref="DeviceRpcException">The node refused.</exception>
    public Task ReportAsync(DeviceReport report, CancellationToken cancellation) =>
        Rpc.ReportAsync(Known, report, cancellation);

    /// <summary>Binds the device to a user, on log-in. A device has one user: the last one bound.</summary>
    /// <param name="userId">The app's own name of the user.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The user bound now: another one only if a later call overtook this one.</returns>
    /// <exception cref="DeviceRpcException">The node refused.</exception>
    public Task<string?> BindAsync(string userId, CancellationToken cancellation) =>
        Rpc.BindAsync(Known, userId, cancellation);

    /// <summary>Ends the binding, on log-out. Succeeds if there is none.</summary>
    /// <param name="userId">The user that was bound.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The user bound now: null, or another one that was bound.</returns>
    /// <exception cref="DeviceRpcException">The node refused.</exception>
    public Task<string?> UnbindAsync(string userId, CancellationToken cancellation) =>
        Rpc.UnbindAsync(Known, userId, cancellation);

    private DeviceRpc Rpc => _rpc
        ?? throw new InvalidOperationException($"Device calls need {nameof(PushwayDeviceOptions.HttpEndpoint)}.");

    private Identity Known => _identity
        ?? throw new InvalidOperationException("The device has no identity yet: connect or register first.");
}
