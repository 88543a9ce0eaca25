using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.IntegrationTests.Storage.Plans;

/// <summary>No statement of a store walks over a table that grows, for one id or a thousand, before and after the engine has
/// gathered statistics. Nothing is typed here twice: each statement is explained where it runs, with its real parameters.
/// Who adds a store method calls it in <see cref="HotPath"/>; who adds a table that grows fills it in <see cref="FullTables"/>.</summary>
public abstract class PlanContract(TestEngine engine) : StoreContract(engine)
{
    private protected abstract ValueTask<IReadOnlyList<string>> ExplainAsync(
        Session session, string sql, (string Name, object? Value)[] parameters);

    /// <summary>Ways over a whole index that holds only what is due, or not folded yet, or only broadcasts, or a row for each app.</summary>
    private protected static readonly IReadOnlySet<string> Queues = new HashSet<string>
    {
        "pushes_unresolved", "broadcasts", "targets_unresolved", "devices_provisional", "receipts_due", "pushes_recalling", "callbacks_pkey",
        "statistics_log_pkey", "tags_removed",
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_statement_walks_over_a_table(bool analysed)
    {
        RowsAreMadeUp = true;
        await WantReceiptsAsync();
        await Stores.Database.WriteAsync(
            async session =>
            {
                await PrepareAsync(session);
                await FullTables.FillAsync(session, App, Now);
                return analysed ? await session.ExecuteAsync("ANALYZE") : 0;
            },
            Cancel);
        var database = new ExplainingDatabase(Stores.Database, ExplainAsync);
        var stores = new Stores(database, new PushOptions { MaxWaiting = 2 }, new VendorOrder(["fcm"], ["fcm"]));
        var path = new HotPath(stores, App, Now, round: 1);

        await path.RunAsync();

        path.Called.ShouldBe(HotPath.Growing.SelectMany(store => store.GetMethods()), ignoreOrder: true);
        database.Walks.ShouldBeEmpty(Describe(database));
    }

    private protected virtual ValueTask PrepareAsync(Session session) => ValueTask.CompletedTask;

    private static string Describe(ExplainingDatabase database) => string.Join(
        "\n\n", database.Walks.Select(walk => $"{walk.Key}\n  -> {string.Join("\n  -> ", walk.Value)}"));
}
