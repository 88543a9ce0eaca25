using Npgsql;
using Pushway.Core.Control;
using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Recalls that meet transactions which have begun and are not over; only PostgreSQL has several at a time.</summary>
public sealed class RecallRaceTests(PostgresEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task A_broadcast_whose_confirmation_is_being_recorded_while_it_is_recalled_is_taken_back()
    {
        var device = await DeviceAsync("device-1");
        var first = await AcceptAsync(Sample.ToDevices(App, "device-1"));
        await RecordAsync(Sample.Outcome(first.Deliveries[0], DeliveryState.Delivered));
        await RecallAsync(first.Id);
        var recall = (await WaitingAsync(device)).Recalls.ShouldHaveSingleItem();
        var everyone = await AcceptAsync(Sample.ToEveryone(App));

        await using var other = new NpgsqlConnection(Options.ConnectionString);
        await other.OpenAsync(Cancel);
        await using var held = await other.BeginTransactionAsync(Cancel);
        await ExecuteAsync(other, "UPDATE recalls SET state = state");
        var recording = Task.Run(
            () => RecordAsync(Sample.Confirmation(everyone.Id, 1, device), RecallContract.Answer(recall, device)), Cancel);
        await UntilAsync(other, waiting: 1);
        var recalling = Task.Run(() => RecallAsync(everyone.Id), Cancel);
        await Task.WhenAny(recalling, UntilAsync(other, waiting: 2));
        await held.RollbackAsync(Cancel);
        await Task.WhenAll(recording, recalling);

        (await WaitingAsync(device)).Recalls.ShouldHaveSingleItem().Push.ShouldBe(everyone.Id);
    }

    private async Task RecallAsync(PushId push)
    {
        (await Stores.Control.RevokeAsync(App, push, Now, Cancel)).Status.ShouldBe(ControlStatus.Done);
        (await Stores.Control.ClaimRecallAsync("worker", Now, Now.AddSeconds(10), Cancel)).ShouldBe(push);
        await Stores.Control.RecallPageAsync(push, "worker", 100, Now, Now.AddSeconds(10), Cancel);
    }

    /// <summary>Until so many transactions wait for locks of others.</summary>
    private static async Task UntilAsync(NpgsqlConnection connection, int waiting)
    {
        await using var command = new NpgsqlCommand(
            "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted", connection);
        while ((long)(await command.ExecuteScalarAsync(Cancel))! < waiting) await Task.Yield();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
