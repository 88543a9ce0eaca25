using Pushway.Core.Apps;

namespace Pushway.Core.Receipts;

/// <summary>Sends an application server a sample receipt, signed as the real ones are, and says what it answered.</summary>
public sealed class CallbackTest(IAppStore apps, CallbackPost post, TimeProvider time)
{
    /// <summary>The event of the sample; no push has it.</summary>
    public const string Event = "test";

    /// <summary>Calls of an app at once, and in the long run ten a minute: the server called need not be the caller's.</summary>
    private const int Burst = 10;
    private const double PerSecond = 10.0 / 60;

    private readonly FloodGate _gate = new(time, PerSecond, Burst);

    public async Task<CallbackTestResult> RunAsync(AppKey app, CancellationToken cancellation)
    {
        if (await apps.FindCallbackAsync(app, cancellation) is not { } callback) return new CallbackTestResult.NotSet();
        if (!_gate.TryPass(app.Value, 1)) return new CallbackTestResult.TooOften();
        var now = time.GetUtcNow();
        var sample = new Receipt(
            Id: 0, app, Push: null, Key: null, Target: "sample", DeviceId: null, Event, Reason: null, Channel: null, now,
            Sequence: 1, Attempts: 1, now);
        return new CallbackTestResult.Answered(await post.SendAsync(callback.Url, [sample], cancellation));
    }
}

/// <summary>What became of a test call.</summary>
public abstract record CallbackTestResult
{
    private CallbackTestResult()
    {
    }

    public sealed record Answered(CallbackAnswer Answer) : CallbackTestResult;

    public sealed record NotSet : CallbackTestResult;

    public sealed record TooOften : CallbackTestResult;
}
