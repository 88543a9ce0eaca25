using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Pushway.Core.Apps;
using Pushway.Core.Control;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.IntegrationTests.Stepping;
using Pushway.IntegrationTests.Storage;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Interleavings;

/// <summary>Recalls are counted when they begin, by cause, and when they end, by how.</summary>
public abstract class RecallMetricsContract
{
    private readonly ConcurrentDictionary<string, long> _counts = new();

    private protected abstract Task<Dictionary<string, string?>> CreateDatabaseAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_recall_is_counted_once_when_it_begins_and_once_when_it_ends()
    {
        await using var node = await StartedNode.OnAsync(await CreateDatabaseAsync(), "node", new Neighbours(), Cancel);
        using var listener = Listen(node.Get<IMeterFactory>());
        var app = (await node.Get<IAppStore>().CreateAsync(new NewApp("app", "default", "test", Now), Cancel))!;

        await RecallWhatADeviceHasAsync(node, app);
        await SeeAsync("issued call", 1);
        await SeeAsync("ended confirmed", 1);

        var (address, sent) = await AcceptAsync(node, app, Now);
        (await node.Get<PushControl>().RevokeAsync(app.Key, sent.Push, Cancel)).ShouldBe(ControlStatus.Done);
        await Eventually.SeeAsync(
            _ => node.Get<IPushStore>().FindAsync(app.Key, sent.Push, Now, Cancel), push => !push!.Recall!.IsRunning, Cancel);
        await RecordAsync(node, Sample.Outcome(sent, DeliveryState.Delivered));
        await SeeAsync("issued late", 1);

        var recall = (await node.Get<IDeliveryStore>().ReadWaitingAsync(address, 0, 10, Now, Cancel)).Recalls.ShouldHaveSingleItem();
        await RecordAsync(node, RecallContract.Answer(recall, address) with { State = DeliveryState.Rejected });
        await SeeAsync("ended refused", 1);

        var (_, old) = await AcceptAsync(node, app, Now - PushControl.RecallWindow + TimeSpan.FromSeconds(5));
        await RecordAsync(node, Sample.Outcome(old, DeliveryState.Delivered));
        (await node.Get<PushControl>().RevokeAsync(app.Key, old.Push, Cancel)).ShouldBe(ControlStatus.Done);
        await SeeAsync("issued call", 2);
        await Eventually.SeeAsync(
            _ => node.Get<ExpirySweep>().ExpireAsync(Cancel), _ => _counts.GetValueOrDefault("ended expired") > 0, Cancel);
        _counts.ToArray().ShouldBe(
        [
            KeyValuePair.Create("ended confirmed", 1L), KeyValuePair.Create("ended expired", 1L), KeyValuePair.Create("ended refused", 1L),
            KeyValuePair.Create("issued call", 2L), KeyValuePair.Create("issued late", 1L),
        ], ignoreOrder: true);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static async Task RecallWhatADeviceHasAsync(CoreNode node, App app)
    {
        var nonce = RandomNumberGenerator.GetBytes(DeviceRegistration.MinNonceBytes);
        var device = node.Device(app, await node.Get<DeviceRegistration>().IssueAsync(app, nonce, "test", Cancel));
        await device.ConnectAsync(Cancel);
        var push = Sample.ToDevices(app.Key, device.Id.Value) with { AcceptedAt = Now, ExpiresAt = Now.AddHours(1) };
        var accepted = (await node.Get<IPushStore>().AcceptAsync(push, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
        node.Get<IDeviceSessions>().Wake(new DeviceAddress(app.Key, device.Id));
        await Eventually.SeeAsync(
            _ => Task.FromResult(device.Received.Count), received => received == 1, Cancel);
        await node.Get<ReceiptRecorder>().FlushedAsync(Cancel);
        (await node.Get<PushControl>().RevokeAsync(app.Key, accepted.Id, Cancel)).ShouldBe(ControlStatus.Done);
        await Eventually.SeeAsync(
            _ => Task.FromResult(device.Recalled.Count), recalled => recalled == 1, Cancel);
        await device.DisconnectAsync();
    }

    /// <summary>A message to a device that is not connected.</summary>
    private static async Task<(DeviceAddress Device, Delivery Delivery)> AcceptAsync(CoreNode node, App app, DateTimeOffset at)
    {
        var nonce = RandomNumberGenerator.GetBytes(DeviceRegistration.MinNonceBytes);
        var id = (await node.Get<DeviceRegistration>().IssueAsync(app, nonce, "test", Cancel)).Device;
        var address = new DeviceAddress(app.Key, id);
        await node.Get<IDeviceStore>().TouchAsync([new SeenDevice(address, Now)], Cancel);
        var push = Sample.ToDevices(app.Key, id.Value) with { AcceptedAt = at, ExpiresAt = Now.AddHours(1) };
        var accepted = (await node.Get<IPushStore>().AcceptAsync(push, Cancel)).ShouldBeOfType<AcceptOutcome.Accepted>();
        return (address, accepted.Deliveries.Single());
    }

    private static async Task RecordAsync(CoreNode node, DeliveryOutcome outcome)
    {
        await node.Get<ReceiptRecorder>().RecordAsync(outcome with { SentAt = Now, At = Now }, Cancel);
        await node.Get<ReceiptRecorder>().FlushedAsync(Cancel);
    }

    private Task<long> SeeAsync(string name, long count) => Eventually.SeeAsync(
        _ => Task.FromResult(_counts.GetValueOrDefault(name)), seen => seen == count, Cancel);

    private MeterListener Listen(IMeterFactory meters)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name.StartsWith("pushway.recalls.", StringComparison.Ordinal))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
            _counts.AddOrUpdate($"{instrument.Name[16..]} {tags[0].Value}", count, (_, before) => before + count));
        listener.Start();
        return listener;
    }
}

public sealed class SqliteRecallMetricsTests : RecallMetricsContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pushway-recall-metrics-");

    public void Dispose() => _folder.Delete(recursive: true);

    private protected override Task<Dictionary<string, string?>> CreateDatabaseAsync() => Task.FromResult(
        new Dictionary<string, string?> { ["Storage:Engine"] = "Sqlite", ["Storage:Path"] = Path.Combine(_folder.FullName, "pushway.db") });
}

public sealed class PostgresRecallMetricsTests : RecallMetricsContract
{
    private protected override Task<Dictionary<string, string?>> CreateDatabaseAsync() => PostgresSettings.CreateAsync();
}
