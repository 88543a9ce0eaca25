namespace Pushway.Storage.Receipts;

/// <summary>A receipt that is written if the app's callback wants its event. Those of bindings and tokens have no push and no key.</summary>
internal readonly record struct PendingReceipt(
    long App,
    long? Push,
    string? Key,
    string Target,
    string? Device,
    string Event,
    string? Reason,
    string? Channel,
    long At,
    long Sequence);
