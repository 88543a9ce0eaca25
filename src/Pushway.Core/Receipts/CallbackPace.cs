using Pushway.Core.Apps;

namespace Pushway.Core.Receipts;

/// <summary>How many requests each app may have under way, and how large they are. An app that fails has one, and no app has all, so none
/// holds up another. Receipts that were refused come in smaller and smaller batches, until what the server cannot take is alone; once some of
/// them are taken the batches grow again, since then it was the server that was down.</summary>
internal sealed class CallbackPace(int parallel, int batchSize)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AppKey, AppPace> _apps = [];

    /// <summary>Apps that may not have another request now.</summary>
    public List<AppKey> Busy()
    {
        lock (_gate)
        {
            var busy = new List<AppKey>();
            foreach (var (app, pace) in _apps)
            {
                if (IsBusy(pace)) busy.Add(app);
            }
            return busy;
        }
    }

    /// <summary>Begins a request; how many receipts it may have. Null if the app has become busy.</summary>
    public int? TryBegin(DueReceipts due)
    {
        lock (_gate)
        {
            var pace = _apps.GetValueOrDefault(due.App);
            if (IsBusy(pace)) return null;
            _apps[due.App] = pace with { Running = pace.Running + 1 };
            return Math.Max(batchSize >> Math.Max(due.Level - pace.Relief, 0), 1);
        }
    }

    /// <summary>Ends a request; null if there was none after all.</summary>
    public void End(DueReceipts due, CallbackAnswer? answer)
    {
        lock (_gate)
        {
            var pace = _apps[due.App] with { Running = _apps[due.App].Running - 1 };
            if (answer is not null) pace = pace with { IsFailing = !answer.IsTaken, Relief = Relief(pace.Relief, due, answer) };
            if (pace == default) _apps.Remove(due.App);
            else _apps[due.App] = pace;
        }
    }

    private static int Relief(int relief, DueReceipts due, CallbackAnswer answer)
    {
        // What never reached the server tells nothing of the receipts.
        if (answer.IsUnreachable) return DueReceipts.ManyAttempts;
        if (!answer.IsTaken) return 0;
        return due.Level == 0 ? relief : Math.Min(relief + 1, DueReceipts.ManyAttempts);
    }

    private bool IsBusy(AppPace pace) => pace.Running >= (pace.IsFailing ? 1 : Math.Max(parallel - 1, 1));

    private readonly record struct AppPace(int Running, bool IsFailing, int Relief);
}
