using Pushway.Core.Pushes;
using Pushway.Core.Vendors;

namespace Pushway.Core.Tracing;

/// <content>What vendors said.</content>
public static partial class Explanation
{
    private static string OfQueued(DeliveryTrace trace, string vendor)
    {
        var due = trace.DueAt is { } at ? $" It is due at {Time(at)}." : "";
        var last = trace.Transitions[^1];
        return last is { State: DeliveryState.Waiting, Detail: { } detail } && last.Channel == vendor && !IsMove(detail)
            ? $"It waits in the queue of {vendor}; the vendor said at {Time(last.At)}: {Words(detail)}.{due}"
            : $"It waits in the queue of {vendor}.{due}";
    }

    private static string OfAsked(DeliveryTrace trace, string vendor)
    {
        var asked = $"{vendor} was asked at {Time(At(trace, DeliveryState.Sent))}";
        return trace.Transitions[^1] is { Detail: { } detail } && detail.StartsWith(DeliveryReasons.VendorUnclear, StringComparison.Ordinal)
            ? $"{asked}, and it is unclear whether it has the message: {Words(detail)}."
                + (trace.DueAt is { } at ? $" It is asked again at {Time(at)}, under the same id." : "")
            : $"{asked} and has not answered yet.";
    }

    /// <summary>The last way said no, and there is no other.</summary>
    private static string OfRefused(DeliveryTrace trace)
    {
        var channel = trace.Channel ?? "The channel";
        var said = trace.Transitions[^1].Detail is { } detail && detail != trace.Reason ? $" It said: {Words(detail)}." : "";
        return trace.Reason switch
        {
            DeliveryReasons.VendorTokenDead => $"{channel} does not know the device's token any more.{said}",
            DeliveryReasons.VendorQuota => $"{channel} takes no more messages: a quota is used up.{said}",
            DeliveryReasons.VendorTooLarge => $"The message is larger than {channel} takes.{said}",
            DeliveryReasons.VendorCredential => $"{channel} did not accept the app's credential.{said}",
            DeliveryReasons.VendorUnavailable => $"{channel} could not be reached.{said}",
            DeliveryReasons.VendorRefused => $"{channel} refused it.{said}",
            DeliveryReasons.VendorUnclear =>
                $"{channel} was asked and gave no clear answer; it may have the message, so no other way was tried.{said}",
            _ => $"It was refused: {trace.Reason}.",
        };
    }

    /// <summary>What became of a recall at the vendor; null if the vendor has no part in it.</summary>
    private static string? OfVendorRecall(DeliveryTrace trace, Transition? last)
    {
        if (trace.Recall is null || (last?.Channel ?? trace.Owner) is not { } vendor) return null;
        var said = last?.Detail is { } detail && detail.Contains(": ", StringComparison.Ordinal) ? $": {Words(detail)}" : "";
        if (trace.VendorRecallDueAt is { } due)
        {
            return last is null
                ? $"{vendor} is asked to take it back."
                : $"{vendor} was asked at {Time(last.At)} to take it back, and is asked again at {Time(due)}{said}.";
        }
        var isAccepted = trace.Steps(DeliveryState.AcceptedByVendor) is not null;
        return last is null ? (isAccepted ? $"{vendor} has it and was not asked to take it back." : null) : OfAnswer(last, vendor, isAccepted, said);
    }

    private static string OfAnswer(Transition last, string vendor, bool isAccepted, string said) => last.Detail!.Split(':')[0] switch
    {
        RecallSteps.Recalled => $"{vendor} took it back at {Time(last.At)}.",
        RecallSteps.TooLate => $"{vendor} said at {Time(last.At)} that it is too late to take it back{said}.",
        RecallSteps.Unknown => $"{vendor} was asked at {Time(last.At)} to take it back and does not know it{said}.",
        RecallSteps.Refused => $"{vendor} was asked at {Time(last.At)} and does not take it back{said}.",
        RecallSteps.Expired => $"{vendor} did not take it back in time and is not asked any more.",
        _ => isAccepted ? $"{vendor} has it and cannot take it back." : $"{vendor} may have it and cannot take it back.",
    };

    private static bool IsMove(string detail) => detail.StartsWith("owner_changed", StringComparison.Ordinal);

    /// <summary>A step's detail is a stable word, then the vendor's own text if there is one.</summary>
    private static string Words(string detail)
    {
        var text = detail.IndexOf(": ", StringComparison.Ordinal);
        return (text < 0 ? detail : detail[(text + 2)..]).TrimEnd('.');
    }
}
