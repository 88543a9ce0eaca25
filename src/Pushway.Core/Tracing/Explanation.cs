using System.Globalization;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Core.Shaping;
using Pushway.Core.Vendors;

namespace Pushway.Core.Tracing;

/// <summary>Says in plain sentences why a message is where it is.</summary>
public static partial class Explanation
{
    public static string Of(DeliveryTrace trace, DeviceCircumstances? device, UserCircumstances? user)
    {
        var recalls = trace.Transitions.Where(static step => RecallSteps.Is(step.Detail)).ToList();
        var steps = trace.Transitions.Where(static step => !RecallSteps.Is(step.Detail)).ToList();
        trace = trace with { Transitions = steps };
        var sentence = OfState(trace, device, user);
        if (trace.Reason != DeliveryReasons.Recalled && trace.Recall is { State: not RecallState.NotNeeded } recall)
            sentence = $"{sentence} It was recalled at {Time(recall.At)}; {TakenBack(recall, device)}";
        return OfVendorRecall(trace, recalls.LastOrDefault()) is { } vendor ? $"{sentence} {vendor}" : sentence;
    }

    private static string OfState(DeliveryTrace trace, DeviceCircumstances? device, UserCircumstances? user) => trace.State switch
    {
        DeliveryState.Waiting => OfWaiting(trace, device, user),
        DeliveryState.Sent => trace.Owner is { } vendor ? OfAsked(trace, vendor) : OfSent(trace, device),
        DeliveryState.AcceptedByVendor => $"{Accepted(trace)} The device itself has not confirmed it.",
        DeliveryState.Delivered => OfDelivered(trace, device),
        DeliveryState.Expired => OfExpired(trace, device, user),
        DeliveryState.Revoked => OfRevoked(trace, device),
        DeliveryState.Rejected => OfRejected(trace),
        DeliveryState.DeviceGone => trace.Reason == DeliveryReasons.ProvisionalDeleted
            ? "The device never used the id it was given, and was deleted after 24 hours."
            : "The device does not exist any more.",
    };

    private static string OfWaiting(DeliveryTrace trace, DeviceCircumstances? device, UserCircumstances? user)
    {
        if (trace.ScheduledFor is { } start) return $"It is scheduled for {Time(start)}.";
        var until = $"It waits until {Time(trace.ExpiresAt)}.";
        if (trace.Device is null)
        {
            return trace.Reason == DeliveryReasons.NoBinding ? $"{Binding(user)} {until}" : "It is being resolved to devices.";
        }
        if (trace.Owner == Holding.Owner)
            return $"It is held until {Time(trace.DueAt ?? trace.ExpiresAt)}, because of {HeldBecause(trace.Transitions[^1].Detail)}. {until}";
        if (trace.Owner is { } vendor) return $"{OfQueued(trace, vendor)} {until}";
        if (device is null) return $"The device is not registered any more. {until}";
        if (trace.DueAt is { } dueAt) until = $"A vendor gets it at {Time(dueAt)} if it is not confirmed by then. {until}";
        return device.Connection is { } open
            ? $"The device is connected since {Time(open.ConnectedAt)}; the message is on its way, or behind others that the device "
                + $"has not confirmed yet.{(trace.DueAt is null ? "" : $" {until}")}"
            : $"{Absence(device)} {until}";
    }

    private static string OfSent(DeliveryTrace trace, DeviceCircumstances? device)
    {
        var sent = $"It was sent over {trace.Channel} at {Time(At(trace, DeliveryState.Sent))}";
        return device?.Connection is null
            ? $"{sent}, but the device did not confirm it before the connection ended. It is sent again, under the same id, when the "
                + $"device connects. {(device is null ? "" : Absence(device))}".TrimEnd()
            : $"{sent}; the device is connected and has not confirmed it yet."
                + (trace.DueAt is { } dueAt ? $" A vendor gets it at {Time(dueAt)} if it is not confirmed by then." : "");
    }

    private static string OfDelivered(DeliveryTrace trace, DeviceCircumstances? device)
    {
        var confirmed = $"The device confirmed it at {Time(At(trace, DeliveryState.Delivered))}.";
        if (Event(trace, ClientEventKind.Opened) is { } opened) return $"{confirmed} The user opened it at {Time(opened.At)}.";
        if (Event(trace, ClientEventKind.Dismissed) is { } dismissed)
        {
            return $"{confirmed} The user dismissed it at {Time(dismissed.At)}.";
        }
        if (Event(trace, ClientEventKind.Displayed) is { } displayed)
        {
            return $"{confirmed} It was displayed at {Time(displayed.At)}.";
        }
        if (Event(trace, ClientEventKind.BlockedBySettings) is not null)
        {
            return $"{confirmed} The device says that its settings keep it from being shown.";
        }
        return device?.NotificationsEnabled == false
            ? $"{confirmed} Its user has switched notifications off for the app, so nothing is shown."
            : confirmed;
    }

    private static string OfExpired(DeliveryTrace trace, DeviceCircumstances? device, UserCircumstances? user)
    {
        if (trace.Reason == DeliveryReasons.Overflow)
        {
            return "More messages waited than may wait; this was the oldest of the lowest priority.";
        }
        var ended = $"Its validity ended at {Time(trace.ExpiresAt)}";
        if (trace.Device is null)
        {
            return trace.UserId is null
                ? $"{ended} before it was resolved to a device."
                : $"{ended} while no device was bound to the user. {Binding(user)}";
        }
        if (trace.Steps(DeliveryState.AcceptedByVendor) is not null)
        {
            return $"{ended} before the device confirmed it. {Accepted(trace)}";
        }
        if (trace.Steps(DeliveryState.Sent) is { } sent)
        {
            return $"{ended} before the device confirmed it. It was last sent at {Time(sent.At)}.";
        }
        return device is null ? $"{ended}." : $"{ended} before it could be sent. {Presence(device)}";
    }

    private static string OfRevoked(DeliveryTrace trace, DeviceCircumstances? device) => trace.Reason switch
    {
        DeliveryReasons.Unbound => "The user logged out on this device before the message reached it.",
        DeliveryReasons.UserChanged => "Another user logged in on this device before the message reached it.",
        DeliveryReasons.Collapsed => "A newer message with the same collapse key took its place before it was sent.",
        DeliveryReasons.Recalled => trace.Recall is { State: not RecallState.NotNeeded } recall
            ? $"It was recalled at {Time(recall.At)}; it had been sent, {TakenBack(recall, device)}"
            : $"It was recalled at {Time(At(trace, DeliveryState.Revoked))}, before it was sent.",
        DeliveryReasons.Evicted =>
            "The user was bound on more devices than may be, so the oldest binding ended before the message reached this device.",
        _ => $"It was revoked at {Time(trace.Transitions[^1].At)}.",
    };

    private static string TakenBack(PastRecall recall, DeviceCircumstances? device) => recall.State switch
    {
        RecallState.Confirmed => $"the device took it back at {Time(recall.FinishedAt ?? recall.At)}.",
        RecallState.Ended => "the device has not taken it back, and is not asked any more.",
        _ => $"the device is asked to take it back and has not confirmed that yet.{(device is null ? "" : $" {Presence(device)}")}",
    };

    private static string OfRejected(DeliveryTrace trace) => trace.Reason switch
    {
        DeliveryReasons.TokenUnknown => "No device of the app had reported this vendor token when the push was resolved.",
        DeliveryReasons.DeviceUnknown => "The app has no such device: it was never registered here, or in another app or workspace.",
        DeliveryReasons.NoVendorChannel =>
            "The policy allows vendor channels only, and the channel that had the message was switched off.",
        DeliveryReasons.NoVendorToken =>
            "The policy allows vendor channels only, and no channel that is switched on has a token of this device.",
        DeliveryReasons.DailyCap => "The device had as many messages on that day as the app allows.",
        DeliveryReasons.MessageTooLarge => "The message is larger than the device said it can take.",
        DeliveryReasons.RefusedByDevice => "The device received the message and answered with an error.",
        _ => OfRefused(trace),
    };

    private static string HeldBecause(string? detail)
    {
        var words = detail?.Split(": ") is [_, var found] ? found : "";
        return words.Replace(Holding.LocalTimeWord, "the time of the day at the recipient", StringComparison.Ordinal)
            .Replace(Holding.SpreadWord, "spreading", StringComparison.Ordinal)
            .Replace(Holding.QuietHoursWord, "quiet hours", StringComparison.Ordinal);
    }

    private static string Accepted(DeliveryTrace trace) =>
        $"{trace.Channel} accepted it at {Time(At(trace, DeliveryState.AcceptedByVendor))}.";

    private static string Binding(UserCircumstances? user) => user switch
    {
        { Devices: > 0 } => "A device has been bound to this user since.",
        { LastUnboundAt: { } at } => $"No device is bound to this user since {Time(at)}.",
        _ => "No device has been bound to this user yet.",
    };

    private static string Presence(DeviceCircumstances device) =>
        device.Connection is { } open ? $"The device is connected since {Time(open.ConnectedAt)}." : Absence(device);

    private static string Absence(DeviceCircumstances device)
    {
        if (device.LastConnection is { } last)
        {
            return $"The device is not connected; it last was until {Time(last.EndedAt)}, when {Ending(last.Reason)}.";
        }
        return device.LastSeenAt is { } seen
            ? $"The device is not connected; it was last heard of at {Time(seen)}."
            : "The device has never connected.";
    }

    /// <summary>The words for the gateway's close reasons, as they are kept in the history.</summary>
    private static string Ending(string reason) => reason switch
    {
        "ByDevice" => "it disconnected itself",
        "ConnectionLost" => "the connection broke",
        "KeepAliveTimeout" => "nothing was heard of it any more",
        "TakenOver" => "the same device connected anew",
        "ServerShuttingDown" => "the node was shut down",
        _ => $"the connection ended ({reason})",
    };

    private static PastEvent? Event(DeliveryTrace trace, ClientEventKind kind) =>
        trace.Events.FirstOrDefault(one => one.Kind == kind);

    private static DateTimeOffset At(DeliveryTrace trace, DeliveryState state) =>
        (trace.Steps(state) ?? trace.Transitions[^1]).At;

    private static Transition? Steps(this DeliveryTrace trace, DeliveryState state) =>
        trace.Transitions.LastOrDefault(step => step.State == state);

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
