using System.Net;
using Pushway.Core;
using Pushway.Core.Apps;
using Pushway.Core.Receipts;
using Pushway.Server.Hosting;

namespace Pushway.Server.Api.Rest.Callbacks;

/// <summary>What a callback must satisfy before it is stored.</summary>
internal static class CallbackRules
{
    public const int MaxUrlLength = 2_048;

    public static (CallbackSettings? Settings, Mistake? Mistake) Check(CallbackDocument document, bool allowPrivate)
    {
        if (CheckUrl(document.Url, allowPrivate) is { } problem) return (null, Wrong(problem));
        var events = new List<string>();
        foreach (var name in document.Events ?? ReceiptEvents.All)
        {
            if (name is null || !ReceiptEvents.All.Contains(name))
            {
                return (null, Wrong($"'{name}' is not an event; the events are {string.Join(", ", ReceiptEvents.All)}."));
            }
            if (!events.Contains(name)) events.Add(name);
        }
        return events.Count == 0
            ? (null, Wrong("'events' is empty; leave it out for all events, or set enabled to false."))
            : (new CallbackSettings(document.Url!, events, document.Enabled ?? true), null);
    }

    private static Mistake Wrong(string detail) => new(ErrorCodes.CallbackInvalid, detail);

    private static string? CheckUrl(string? text, bool allowPrivate)
    {
        if (text is null) return "'url' is missing.";
        if (text.Length > MaxUrlLength) return $"'url' has more than {MaxUrlLength} characters.";
        if (text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c))
            || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            || url.Host.Length == 0)
        {
            return "'url' must be an absolute http or https URL.";
        }
        if (url.UserInfo.Length > 0) return "'url' must not have a user or password; callbacks are signed.";
        if (url.Fragment.Length > 0) return "'url' must not have a fragment.";
        // Names are checked when they are resolved, at every connection; an address can be refused at once.
        return IPAddress.TryParse(url.DnsSafeHost, out var address) && !AddressGuard.IsAllowed(address, allowPrivate)
            ? "'url' leads to an address callbacks may not go to."
            : null;
    }
}
