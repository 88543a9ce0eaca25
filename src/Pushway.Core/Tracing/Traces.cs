using Pushway.Core.Apps;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;

namespace Pushway.Core.Tracing;

/// <summary>Answers where a message is and why: what is stored, and who is connected at this moment.</summary>
public sealed class Traces(
    ITraceStore store, OpenBroadcasts broadcasts, ReceiptRecorder recorder, IDeviceSessions sessions, TimeProvider time)
{
    /// <summary>Null if there is no such push.</summary>
    public async Task<ExplainedPage?> OfPushAsync(
        AppKey app, PushId push, string? cursor, int limit, CancellationToken cancellation)
    {
        await recorder.FlushedAsync(cancellation);
        var page = await store.ReadPushAsync(app, push, cursor, limit, cancellation);
        return page is null ? null : await ExplainAsync(app, page, cancellation);
    }

    /// <summary>What the push has for one device. Null if there is no such push.</summary>
    public async Task<ExplainedPage?> OfPushAsync(
        AppKey app, PushId push, DeviceId device, CancellationToken cancellation)
    {
        await recorder.FlushedAsync(cancellation);
        var page = await store.ReadPushAsync(app, push, device, time.GetUtcNow(), cancellation);
        return page is null ? null : await ExplainAsync(app, page, cancellation);
    }

    public async Task<ExplainedPage> OfKeyAsync(
        AppKey app, string key, string? target, string? cursor, int limit, CancellationToken cancellation)
    {
        await recorder.FlushedAsync(cancellation);
        return await ExplainAsync(
            app, await store.ReadKeyAsync(app, key, target, cursor, limit, cancellation), cancellation);
    }

    public async Task<ExplainedPage> OfDeviceAsync(
        DeviceAddress address, string? cursor, int limit, CancellationToken cancellation)
    {
        // What the device has confirmed must not be shown as waiting.
        await recorder.FlushedAsync(cancellation);
        var open = Array.ConvertAll(broadcasts.After(address.App, 0), static broadcast => broadcast.Push);
        var page = await store.ReadDeviceAsync(address, open, cursor, limit, cancellation);
        return await ExplainAsync(address.App, page, cancellation);
    }

    public async Task<ExplainedPage> OfUserAsync(
        AppKey app, string user, string? cursor, int limit, CancellationToken cancellation)
    {
        await recorder.FlushedAsync(cancellation);
        return await ExplainAsync(app, await store.ReadUserAsync(app, user, cursor, limit, cancellation), cancellation);
    }

    private async Task<ExplainedPage> ExplainAsync(AppKey app, TracePage page, CancellationToken cancellation)
    {
        var devices = page.Items.Where(static item => item.Device is not null).Select(static item => item.Device!.Value).ToHashSet();
        var users = page.Items.Where(static item => item is { Device: null, UserId: not null })
            .Select(static item => item.UserId!).ToHashSet();
        var circumstances = await store.ReadCircumstancesAsync(app, devices, users, cancellation);
        var items = new List<ExplainedTrace>(page.Items.Count);
        foreach (var trace in page.Items)
        {
            var device = trace.Device is { } id && circumstances.Devices.TryGetValue(id, out var found)
                ? found with { Connection = await sessions.FindConnectionAsync(new DeviceAddress(app, id), cancellation) }
                : null;
            UserCircumstances? user = trace.UserId is { } name && circumstances.Users.TryGetValue(name, out var known) ? known : null;
            items.Add(new ExplainedTrace(trace, Explanation.Of(trace, device, user)));
        }
        return new ExplainedPage(items, page.Next);
    }
}

/// <summary>A message's life, and why it is where it is.</summary>
public sealed record ExplainedTrace(DeliveryTrace Trace, string Why);

/// <summary>A page of explained traces; <paramref name="Next"/> continues, null ends.</summary>
public sealed record ExplainedPage(IReadOnlyList<ExplainedTrace> Items, string? Next);
