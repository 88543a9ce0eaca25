using Pushway.Core.Vendors;

namespace Pushway.Core.Channels;

/// <summary>A vendor that can take back what it has accepted.</summary>
public interface IRecallingChannel : IPushChannel
{
    /// <summary>Asks the vendor to take messages back; one result for each, in the same order. Asking again must do no harm. Refusals are results,
    /// never exceptions.</summary>
    ValueTask<IReadOnlyList<RecallResult>> RecallAsync(IReadOnlyList<VendorRecall> batch, CancellationToken cancellation);
}
