using Microsoft.Extensions.Options;
using Pushway.Core.Channels;
using Pushway.Core.Pushes;
using Pushway.Core.Scheduling;
using Pushway.Storage.Receipts;
using Pushway.Storage.Scheduling;
using Pushway.Storage.Tags;
using Pushway.Storage.Vendors;

namespace Pushway.Storage.Pushes;

/// <summary>Pushes and their targets.</summary>
internal sealed partial class PushStore : IPushStore
{
    private readonly Database _database;
    private readonly ReceiptOutbox _outbox;
    private readonly MessageKeys _messageKeys;
    private readonly TargetResolver _resolver;
    private readonly TargetStatements _targets;
    private readonly TargetContents _contents;
    private readonly LeaseStatements _leases;
    private readonly EndStatements _ends;
    private readonly Crowding _crowding;
    private readonly BroadcastsToVendors _vendors;
    private readonly ScheduleRows _schedules;
    private readonly int _maxSchedules;
    private readonly TagReading _tags;
    private readonly TagWalks _walks;
    private readonly string _dueWalk;

    public PushStore(
        Database database, IOptions<PushOptions> options, IOptions<SchedulingOptions> scheduling, VendorOrder vendors)
    {
        _database = database;
        var dialect = database.Dialect;
        _outbox = new ReceiptOutbox(dialect);
        _messageKeys = new MessageKeys(dialect);
        _resolver = new TargetResolver(dialect, vendors);
        _targets = new TargetStatements(dialect);
        _contents = new TargetContents(dialect);
        _leases = new LeaseStatements(dialect);
        _ends = new EndStatements(dialect);
        _crowding = new Crowding(dialect, options.Value.MaxWaiting);
        _vendors = new BroadcastsToVendors(dialect, vendors);
        _schedules = new ScheduleRows(dialect);
        _maxSchedules = scheduling.Value.MaxPerApp;
        _tags = new TagReading(dialect);
        _walks = new TagWalks(dialect);
        _dueWalk = TagWalkRow.Due(dialect);
    }
}
