using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Core.Vendors;
using Pushway.Storage.Receipts;
using Pushway.Storage.Shaping;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>The queues of vendor channels: taking what is to be sent.</summary>
internal sealed partial class VendorStore : IVendorStore
{
    /// <summary>So begins the detail of the step that repeats what is unclear.</summary>
    public const string Repeat = "repeat ";

    private readonly Database _database;
    private readonly VendorOrder _order;
    private readonly VendorStatements _statements;
    private readonly VendorTokens _tokens;
    private readonly ReceiptOutbox _outbox;
    private readonly VendorRecallStatements _recallStatements;
    private readonly VendorRecallRows _recalls;
    private readonly BroadcastsToVendors _broadcasts;

    public VendorStore(Database database, VendorOrder order)
    {
        _database = database;
        _order = order;
        _statements = new VendorStatements(database.Dialect);
        _tokens = new VendorTokens(database.Dialect, order);
        _outbox = new ReceiptOutbox(database.Dialect);
        _recallStatements = new VendorRecallStatements(database.Dialect);
        _recalls = new VendorRecallRows(database.Dialect, order);
        _broadcasts = new BroadcastsToVendors(database.Dialect, order);
        _shaper = new Shaper(database.Dialect);
        _shapes = $"SELECT push_id, confirm_within, shape FROM pushes WHERE {database.Dialect.In("push_id", "@ids")}";
    }

    public async Task<IReadOnlySet<DeliveryId>> ClaimNewAsync(
        string channel, IReadOnlyList<Delivery> deliveries, VendorLease lease, CancellationToken cancellation) =>
        await _database.WriteAsync(
            async session =>
            {
                var routes = deliveries.ToDictionary(static one => one.Id.Value, static one => one.Vendor!);
                var claimed = await session.QueryAsync(
                    _statements.ClaimNew, static row => row.GetInt64(0),
                    ("owner", lease.Node.Incarnation), ("until", lease.Until.Ms()),
                    ("ids", routes.Keys.ToArray()), ("channel", channel));
                var changes = Changes(lease);
                foreach (var id in claimed) changes.Intend(id, routes[id], queue: null, detail: null);
                await changes.WriteAsync(session);
                return claimed.Where(changes.IsIntended).Select(id => new DeliveryId(id)).ToHashSet();
            },
            cancellation);

    public Task<ClaimedPage> ClaimDueAsync(
        string channel, int limit, VendorLease lease, CancellationToken cancellation) =>
        _database.WriteAsync(
            async session =>
            {
                var rows = await session.QueryAsync(
                    _statements.Due, VendorRow.Read, ("channel", channel), ("now", lease.Now.Ms()), ("limit", limit));
                var changes = Changes(lease);
                var astray = new List<VendorRow>();
                foreach (var row in rows) Plan(row, changes, astray, lease);
                await LeadOnAsync(session, changes, astray, DeliveryReasons.NoVendorToken);
                await changes.WriteAsync(session);
                var intents = rows.Where(row => changes.IsIntended(row.Id)).Select(ToIntent).ToList();
                return new ClaimedPage(intents, changes.Moved, rows.Count >= limit);
            },
            cancellation);

    private VendorChanges Changes(VendorLease lease) => new(_statements, _outbox, _recalls, lease);

    private static VendorIntent ToIntent(VendorRow row) =>
        new(row.Delivery, row.Content, row.VendorContent, row.Queue.Attempts + 1, IsUnclear(row));

    /// <summary>Sent once without an answer that would say more: the lease ended by itself, or the answer was that nobody knows.</summary>
    private static bool IsUnclear(VendorRow row) => row.Queue.Lease is not null || row.State == DeliveryState.Sent;

    private static void Plan(VendorRow row, VendorChanges changes, List<VendorRow> astray, VendorLease lease)
    {
        var repeats = row.Queue.Repeats;
        if (!row.IsOpen(lease.Now))
        {
            changes.Forget(row.Id);
            return;
        }
        if (row.Queue.Lease is not null)
        {
            // Nobody recorded an answer: the node that asked has ended.
            if (row.OnAmbiguous == OnAmbiguous.Skip || repeats >= lease.MaxRepeats)
            {
                EndUnclear(changes, row, "the node that asked has ended");
                return;
            }
            repeats++;
        }
        if (row.Delivery.Vendor is null)
        {
            // After an unclear answer another copy on another way could be a second one.
            if (IsUnclear(row)) EndUnclear(changes, row, "the device has no token any more");
            else astray.Add(row);
            return;
        }
        var queue = row.Queue with
        {
            Lease = lease.Node.Incarnation,
            DueAt = lease.Until.Ms(),
            Attempts = row.Queue.Attempts + 1,
            Repeats = repeats,
        };
        changes.Intend(row.Id, row.Delivery.Vendor, queue, Describe(row, repeats));
    }

    private static string? Describe(VendorRow row, int repeats) =>
        IsUnclear(row) ? $"{Repeat}{repeats}: it is unclear whether the vendor has it"
        : row.Queue.Attempts > 0 ? $"attempt {row.Queue.Attempts + 1}"
        : null;

    private static void EndUnclear(VendorChanges changes, VendorRow row, string text) =>
        changes.Reject(row, DeliveryReasons.VendorUnclear, isUnclear: true, $"{DeliveryReasons.VendorUnclear}: {text}");
}
