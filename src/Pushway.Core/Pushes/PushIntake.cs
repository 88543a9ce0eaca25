using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pushway.Core.Apps;
using Pushway.Core.Audiences;
using Pushway.Core.Channels;
using Pushway.Core.Dispatching;
using Pushway.Core.Receipts;
using Pushway.Core.Scheduling;
using Pushway.Core.Shaping;
using Pushway.Core.Tags;
using Pushway.Core.Vendors;

namespace Pushway.Core.Pushes;

/// <summary>Takes a push: checks it, makes it durable and hands it on. It is dispatched before the caller has the answer,
/// so pushes that a caller made one after the other reach a device in that order.</summary>
public sealed class PushIntake(
    IPushStore pushes,
    AppDirectory apps,
    OpenBroadcasts broadcasts,
    Dispatcher dispatcher,
    PushWorker worker,
    BroadcastWalker walker,
    TagWalker tags,
    VendorOrder vendors,
    ScheduleWorker schedules,
    ReceiptRecorder recorder,
    IOptions<PushOptions> options,
    IOptions<SchedulingOptions> scheduling,
    TimeProvider time,
    ILogger<PushIntake> logger)
{
    /// <summary>A day until it is that time everywhere, and a day to come.</summary>
    private const int DefaultLocalTtlSeconds = 2 * 86_400;

    private readonly PushOptions _options = options.Value;

    public async Task<PushReply> AcceptAsync(AppKey app, PushRequest request, CancellationToken cancellation)
    {
        if (PushRules.Check(request, _options) is { } refused) return refused;
        var (contents, wrong) = ContentWriter.Write(request, _options);
        if (contents is null) return wrong!;
        var defaults = await apps.FindDefaultsAsync(app, cancellation);
        var now = time.GetUtcNow();
        var (starts, misplanned) = ScheduleRules.Plan(request, defaults.TimeZone, Validity(request), scheduling.Value, now);
        if (misplanned is not null) return misplanned;
        if (request.Audience.Kind == AudienceKind.Everyone && starts is null && broadcasts.Count(app) >= OpenBroadcasts.MaxPerApp)
        {
            return new PushReply.Refused(
                ErrorCodes.TooManyBroadcasts, $"{OpenBroadcasts.MaxPerApp} unexpired broadcasts are the limit of an app.");
        }
        await recorder.KeepUpAsync(cancellation);
        var push = Build(app, request, contents, defaults, starts, now);
        if (push is { Audience.Kind: AudienceKind.Everyone, Policy: ChannelPolicy.VendorOnly } && vendors.On.Count == 0)
        {
            return new PushReply.Refused(ErrorCodes.PolicyInvalid, "No vendor channel is on, so vendor-only would reach nobody.");
        }
        // Once the store has it, a caller that hangs up must not keep it from being dispatched.
        return await pushes.AcceptAsync(push, cancellation) switch
        {
            AcceptOutcome.Accepted accepted => await HandOnAsync(push, accepted),
            AcceptOutcome.Scheduled scheduled => HandOn(scheduled),
            AcceptOutcome.TooManySchedules => new PushReply.Refused(
                ErrorCodes.TooManySchedules,
                $"{scheduling.Value.MaxPerApp} scheduled pushes that have yet to start are the limit of an app."),
            AcceptOutcome.Repeated repeated => new PushReply.Accepted(repeated.Id, repeated.Duplicates),
            AcceptOutcome.TagNotFound missing => new PushReply.Refused(
                ErrorCodes.TagNotFound, $"There is no tag '{missing.Name}'."),
            AcceptOutcome.IdempotencyKeyConflict => new PushReply.Refused(
                ErrorCodes.IdempotencyKeyConflict, "This Idempotency-Key was used for another call."),
            AcceptOutcome.MsgKeyConflict conflict => new PushReply.Refused(
                ErrorCodes.MsgKeyConflict, "A key was used for the same target with other content.", conflict.Targets),
            var unknown => throw new InvalidOperationException($"The store answered {unknown}."),
        };
    }

    private TimeSpan Validity(PushRequest request) => TimeSpan.FromSeconds(
        request.TtlSeconds
        ?? (request.Shaping?.LocalTime is null ? _options.DefaultTtlSeconds : Math.Max(_options.DefaultTtlSeconds, DefaultLocalTtlSeconds)));

    private NewPush Build(
        AppKey app, PushRequest request, CallContents contents, PushDefaults defaults, PlannedStarts? starts, DateTimeOffset now) =>
        new()
        {
            App = app,
            Audience = starts is not null
                ? request.Audience
                : request.Audience with { Filter = request.Audience.Filter?.AcceptedAt(now) },
            Content = Encoding.UTF8.GetString(contents.Shared),
            VendorContent = contents.Vendor is { } vendor ? Encoding.UTF8.GetString(vendor) : null,
            Own = contents.Own,
            ContentHash = PushContent.Hash(contents.Shared, contents.Vendor, request.Audience.Filter),
            IdempotencyKey = request.IdempotencyKey,
            RequestHash = PushContent.RequestHash(request, contents),
            Policy = ChannelPolicies.Find(request.Policy) ?? defaults.Policy,
            OnAmbiguous = ChannelPolicies.FindOnAmbiguous(request.OnAmbiguous) ?? defaults.OnAmbiguous,
            ConfirmWithinSeconds = request.ConfirmWithinSeconds ?? defaults.ConfirmWithinSeconds,
            CollapseKey = request.CollapseKey,
            Priority = request.Priority ?? 0,
            RecallOnUnbind = request.RecallOnUnbind,
            Task = request.Task,
            AcceptedAt = now,
            ExpiresAt = (starts?.Times[^1] ?? now) + Validity(request),
            Starts = starts,
            Shape = Shape.Of(request, defaults),
            ResolveNow = request.Audience.Targets.Count <= _options.ResolveNowLimit,
        };

    private PushReply.Accepted HandOn(AcceptOutcome.Scheduled scheduled)
    {
        schedules.Wake();
        return new PushReply.Accepted(scheduled.Id, scheduled.Duplicates);
    }

    private async Task<PushReply> HandOnAsync(NewPush push, AcceptOutcome.Accepted accepted)
    {
        CrashPoints.Pass(CrashPoints.PushStored);
        PushLog.Accepted(logger, accepted.Id.Value, push.Audience.Kind, push.Audience.Targets.Count);
        if (accepted.BroadcastNumber is { } number)
        {
            var broadcast = new Broadcast(push.App, number, accepted.Id, push.Content, push.ExpiresAt)
            {
                Filter = push.Audience.Filter,
                Policy = push.Policy,
                Key = push.Task?.Key,
            };
            await dispatcher.DispatchAsync(broadcast, CancellationToken.None);
            walker.Wake();
        }
        else if (push.Audience.Kind == AudienceKind.Tags)
        {
            tags.Wake();
        }
        else if (push.ResolveNow)
        {
            await dispatcher.DispatchAsync(
                accepted.Deliveries, push.Content, push.VendorContent, push.Policy, push.CollapseKey, CancellationToken.None);
        }
        else
        {
            worker.Wake();
        }
        return new PushReply.Accepted(accepted.Id, accepted.Duplicates);
    }
}
