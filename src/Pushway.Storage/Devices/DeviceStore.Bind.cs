using Pushway.Core.Bindings;
using Pushway.Core.Devices;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Devices;

/// <summary>Who is logged in on a device.</summary>
internal sealed partial class DeviceStore
{
    public Task<BindingChange?> BindAsync(
        DeviceAddress address, BindingRequest request, CancellationToken cancellation) =>
        _database.WriteAsync<BindingChange?>(
            async session =>
            {
                if (!await ExistsAsync(session, address)) return null;
                var held = await _bindings.HoldAsync(session, address, request.Now.Ms());
                if (request.Timestamp <= held.ChangedTs) return new BindingChange(held.Binding, Applied: false, Evicted: null);
                if (held.Binding.UserId == request.UserId)
                {
                    await BindingChanges.MoveAsync(session, address, request);
                    return new BindingChange(held.Binding, Applied: false, Evicted: null);
                }
                var change = await _bindings.BindAsync(session, address, held.Binding, request.UserId!, request);
                string[] changed = change.Evicted is { } evicted ? [address.Device.Value, evicted.Value] : [address.Device.Value];
                await _toVendors.OfferAsync(session, address.App, changed, request.Now);
                return change;
            },
            cancellation);

    public Task<BindingChange?> UnbindAsync(
        DeviceAddress address, BindingRequest request, CancellationToken cancellation) =>
        _database.WriteAsync<BindingChange?>(
            async session =>
            {
                if (!await ExistsAsync(session, address)) return null;
                var held = await _bindings.HoldAsync(session, address, request.Now.Ms());
                if (request.Timestamp <= held.ChangedTs || !IsMeant(held.Binding.UserId, request.UserId))
                    return new BindingChange(held.Binding, Applied: false, Evicted: null);
                var change = await _bindings.UnbindAsync(session, address, held.Binding, request);
                await _toVendors.OfferAsync(session, address.App, [address.Device.Value], request.Now);
                return change;
            },
            cancellation);

    /// <summary>A request that names nobody means whoever is bound.</summary>
    private static bool IsMeant(string? bound, string? named) => bound is not null && (named is null || named == bound);

    private static ValueTask<bool> ExistsAsync(Session session, DeviceAddress address) =>
        session.ExistsAsync(Exists, ("app", address.App.Value), ("device_id", address.Device.Value));
}
